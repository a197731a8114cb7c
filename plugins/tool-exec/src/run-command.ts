import { isTenonError } from '@tenon/plugin-api';
import type { Process } from '@tenon/plugin-api/environment';
import type { RunContext, ToolAction, ToolResult } from '@tenon/plugin-api/tool';
import type { ThreadItem } from '@tenon/protocol';
import type { ExecCommandArguments } from './call-arguments.ts';
import type { ToolExecConfig } from './config.ts';
import { reportSession } from './report-session.ts';
import { looksDenied } from './sandbox-denial.ts';
import { createSession, type EarlierRun, type Session, type SessionExit } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';
import { yieldTime } from './yield-time.ts';

export type CommandItem = Extract<ThreadItem, { type: 'commandExecution' }>;

/** A call that was parsed. */
export interface ExecCall {
  readonly args: ExecCommandArguments;
  readonly action: Extract<ToolAction, { type: 'command' }>;
  readonly item: CommandItem;
  readonly threadId: string;
}

/** The size of a terminal nobody looks at. */
const TERMINAL = { columns: 80, rows: 24 };

/** What a person is asked when the sandbox stopped a command. The words are Codex's. */
const RETRY = 'command failed; retry without sandbox?';

/** Stands before the output of the second run. What the first one said is in the item: the model need not read it twice. */
const RETRIED =
  '[The command failed, it seems because of the sandbox, and was let run again without it. Output of the second run:]\n';

/** Runs a command of which the gate decided: until it ends or the call's time is up. Its item starts once and completes once. */
export async function runCommand(
  call: ExecCall,
  config: ToolExecConfig,
  registry: SessionRegistry,
  context: RunContext,
): Promise<ToolResult> {
  const { args, action } = call;
  const { signal, items, retry } = context;
  signal.throwIfAborted();
  const tty = args.tty ?? false;
  const milliseconds = yieldTime(args.yield_time_ms ?? config.default_yield_time_ms);
  const spawn = () =>
    context.spawn({
      argv: action.argv,
      cwd: action.cwd,
      env: { CODEX_THREAD_ID: call.threadId },
      ...(tty ? { tty: TERMINAL } : { stdin: 'none' }),
    });
  let item = call.item;
  const complete = (exit: SessionExit) =>
    items.completed({ ...item, ...exit, status: exit.exitCode === 0 ? 'completed' : 'failed' });
  const notStarted = (error: unknown): ToolResult => {
    signal.throwIfAborted();
    const message = messageOf(error);
    items.started(item);
    complete({ exitCode: -1, aggregatedOutput: message, durationMs: 0 });
    const output = `exec_command failed for \`${item.command}\`: CreateProcess { message: ${JSON.stringify(message)} }`;
    return { output, success: false };
  };
  /** Waits for a process, which `exited` is told the end of, and which the thread keeps if it runs on. */
  const follow = async (process: Process, exited: (exit: SessionExit) => void, earlier?: EarlierRun) => {
    const output = (delta: string) => items.notify('item/commandExecution/outputDelta', { itemId: item.id, delta });
    const session = createSession({ id, itemId: item.id, tty }, process, { output, exited }, earlier);
    registry.add(session, process);
    await session.wait(milliseconds, context);
    return session;
  };
  const report = (session: Session, startedAt: number) =>
    reportSession({ session, registry, config, startedAt, maxOutputTokens: args.max_output_tokens, signal });

  let startedAt = performance.now();
  let process: Process;
  try {
    process = await spawn();
  } catch (error) {
    return notStarted(error);
  }
  // Nothing is awaited between here and `add`: a call beside this one could be given the same id.
  const id = registry.newId();
  item = { ...item, source: 'unifiedExecStartup', processId: id };
  items.started(item);
  let waits = retry !== undefined;
  let stopped: SessionExit | undefined;
  const first = await follow(process, (exit) => {
    if (waits && looksDenied(exit.exitCode, exit.aggregatedOutput ?? '')) stopped = exit;
    else complete(exit);
  });
  waits = false;
  if (!stopped || !retry || signal.aborted) return report(first, startedAt);
  // The first session stays until the second takes its place: nobody else is given the id.
  const isAllowed = await retry(RETRY).catch((error: unknown) => {
    registry.remove(first);
    throw error;
  });
  if (!isAllowed) {
    complete(stopped);
    return report(first, startedAt);
  }
  startedAt = performance.now();
  try {
    process = await spawn();
  } catch (error) {
    registry.remove(first);
    return notStarted(error);
  }
  const note = (stopped.aggregatedOutput ?? '\n').endsWith('\n') ? RETRIED : `\n${RETRIED}`;
  return report(await follow(process, complete, { session: first, note }), startedAt);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isTenonError(error) && error.mend ? `${error.message}. ${error.mend}` : error.message;
}

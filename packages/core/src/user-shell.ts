import { tenonError } from '@tenon/plugin-api';
import type { Environment, Process } from '@tenon/plugin-api/environment';
import type { ThreadItem } from '@tenon/protocol';
import { quoteWords } from '@tenon/thread-store';
import { userText } from './context.ts';
import { itemEvent } from './item-event.ts';
import type { NewLine, SequencedLog } from './thread-log.ts';
import type { TurnContext } from './turn-context.ts';
import type { TurnOutcome, TurnTask } from './turn-task.ts';

/** Characters of a command's output that are kept, for clients and for the model: its beginning and its end. */
const maxOutputChars = { shown: 1_048_576, told: 40_000 };

/** Where a command of the user runs. */
export interface ShellPlace {
  readonly threadId: string;
  readonly turnId: string;
  readonly cwd: string;
  readonly environment: Environment;
  readonly log: SequencedLog;
  /** The log also keeps the command itself. */
  readonly extendedHistory: boolean;
  readonly itemId: string;
  /** Ends the command. */
  readonly signal: AbortSignal;
}

/** Runs a command of the user, outside the sandbox: the user asked for it. What it said goes to the model's history. */
export async function runUserShell(command: string, place: ShellPlace): Promise<void> {
  const { threadId, turnId, cwd, environment, log, itemId, signal } = place;
  const argv = [environment.platform.shell, '-lc', command];
  const began = performance.now();
  let output = '';
  const item = (fields: Partial<Extract<ThreadItem, { type: 'commandExecution' }>>): ThreadItem => ({
    type: 'commandExecution',
    id: itemId,
    command: quoteWords(argv),
    cwd,
    processId: null,
    source: 'userShell',
    status: 'inProgress',
    commandActions: [{ type: 'unknown', command }],
    aggregatedOutput: null,
    exitCode: null,
    durationMs: null,
    ...fields,
  });
  log.publish({ method: 'item/started', params: { item: item({}), threadId, turnId } });
  let exitCode = -1;
  try {
    const running = await environment.processes.spawn({ argv, cwd, stdin: 'none' });
    exitCode = await watch(running, signal, (delta) => {
      output = middleCut(output + delta, maxOutputChars.shown);
      log.publish({
        method: 'item/commandExecution/outputDelta',
        params: { threadId, turnId, itemId, delta },
      });
    });
  } catch (error) {
    // The user reads why it did not start where its output would stand.
    output = error instanceof Error ? error.message : String(error);
  }
  const durationMs = Math.round(performance.now() - began);
  const told = [
    '<user_shell_command>',
    `<command>\n${command}\n</command>`,
    `<result>\nExit code: ${exitCode}\nDuration: ${(durationMs / 1000).toFixed(1)} seconds\nOutput:\n${middleCut(output, maxOutputChars.told)}\n</result>`,
    '</user_shell_command>',
  ];
  const done = item({
    status: exitCode === 0 ? 'completed' : 'failed',
    aggregatedOutput: output || null,
    exitCode,
    durationMs,
  });
  const event = place.extendedHistory ? itemEvent(done, { turnId, argv }) : undefined;
  const kept: NewLine[] = event ? [{ type: 'event_msg', payload: event }] : [];
  await log.append([...kept, userText(told.join('\n'))], {
    method: 'item/completed',
    params: { item: done, threadId, turnId },
  });
}

/** The exit code; 128 and more when a signal killed it. */
async function watch(running: Process, signal: AbortSignal, output: (text: string) => void): Promise<number> {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const stop = running.onOutput((chunk, stream) => {
    const text = decoders[stream].decode(chunk, { stream: true });
    if (text) output(text);
  });
  const kill = () => void running.kill();
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  try {
    const { code } = await running.exit;
    return code ?? 137;
  } finally {
    signal.removeEventListener('abort', kill);
    stop();
  }
}

function middleCut(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.floor((max - 40) / 2);
  return `${text.slice(0, half)}\n… some output was left out …\n${text.slice(-half)}`.toWellFormed();
}

/** The work of a turn that is a command of the user, and nothing else. */
export class UserShell implements TurnTask {
  readonly kind = 'shell';
  readonly takesInput = false;
  readonly #command: string;
  readonly #itemId: string;

  constructor(command: string, itemId: string) {
    this.#command = command;
    this.#itemId = itemId;
  }

  steer(): void {
    throw tenonError({ code: 'turn_not_steerable', message: 'a command takes no input' });
  }

  async run(context: TurnContext): Promise<TurnOutcome> {
    const { threadId, turnId, environment, log, extendedHistory, signal } = context;
    const place = {
      threadId,
      turnId,
      environment,
      log,
      extendedHistory,
      signal,
      cwd: context.settings.cwd,
      itemId: this.#itemId,
    };
    await runUserShell(this.#command, place);
    if (signal.aborted) throw signal.reason;
    return { lastAgentMessage: null, firstItemAt: null };
  }
}

import { isTenonError } from '@tenon/plugin-api';
import type { Process } from '@tenon/plugin-api/environment';
import type { PrepareContext, RunContext, Tool, ToolAction, ToolResult } from '@tenon/plugin-api/tool';
import type { ThreadItem } from '@tenon/protocol';
import { quoteWords } from '@tenon/thread-store';
import { ExecCommandArguments, parseArguments } from './call-arguments.ts';
import { commandActionsOf } from './command-actions.ts';
import type { ToolExecConfig } from './config.ts';
import { reportSession } from './report-session.ts';
import { createSession } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';
import { EXEC_COMMAND } from './tool-specs.ts';
import { yieldTime } from './yield-time.ts';

type CommandAction = Extract<ToolAction, { type: 'command' }>;
type CommandItem = Extract<ThreadItem, { type: 'commandExecution' }>;

/** The size of a terminal nobody looks at. */
const TERMINAL = { columns: 80, rows: 24 };

/** A call that was parsed. */
interface ExecCall {
  readonly args: ExecCommandArguments;
  readonly action: CommandAction;
  readonly item: CommandItem;
  readonly threadId: string;
}

export function createExecCommand(
  config: ToolExecConfig,
  registryOf: (threadScope: RunContext['threadScope']) => SessionRegistry,
): Tool {
  return {
    spec: EXEC_COMMAND,
    parallel: true,
    prepare(call, context) {
      const args = parseArguments(ExecCommandArguments, call.input);
      const action = commandOf(args, config, context);
      const item: CommandItem = {
        type: 'commandExecution',
        id: call.callId,
        command: quoteWords(action.argv),
        cwd: action.cwd,
        processId: null,
        source: 'agent',
        status: 'inProgress',
        commandActions: [...action.commandActions],
        aggregatedOutput: null,
        exitCode: null,
        durationMs: null,
      };
      const prepared: ExecCall = { args, action, item, threadId: context.threadId };
      return {
        action,
        item,
        declined: { ...item, status: 'declined' },
        run: (runContext) => runCommand(prepared, config, registryOf(runContext.threadScope), runContext),
      };
    },
  };
}

function commandOf(args: ExecCommandArguments, config: ToolExecConfig, context: PrepareContext): CommandAction {
  if (args.login && !config.allow_login_shell) {
    throw new Error('login shells are turned off by the configuration; leave `login` out or set it to false');
  }
  const { platform } = context.environment;
  const shell = args.shell || config.shell || platform.shell;
  const cwd = process.getBuiltinModule('node:path').posix.resolve(context.cwd, args.workdir ?? '');
  const login = args.login ?? config.allow_login_shell;
  return {
    type: 'command',
    argv: [shell, login ? '-lc' : '-c', args.cmd],
    script: args.cmd,
    cwd,
    escalate: args.sandbox_permissions === 'require_escalated',
    ...(args.justification && { justification: args.justification }),
    ...(args.prefix_rule && { prefixRule: args.prefix_rule }),
    commandActions: commandActionsOf(args.cmd, { cwd, home: platform.home }),
  };
}

async function runCommand(
  call: ExecCall,
  config: ToolExecConfig,
  registry: SessionRegistry,
  context: RunContext,
): Promise<ToolResult> {
  const { args, action, item } = call;
  const { signal, items } = context;
  signal.throwIfAborted();
  const startedAt = performance.now();
  const tty = args.tty ?? false;
  let process: Process;
  try {
    process = await context.spawn({
      argv: action.argv,
      cwd: action.cwd,
      env: { CODEX_THREAD_ID: call.threadId },
      ...(tty ? { tty: TERMINAL } : { stdin: 'none' }),
    });
  } catch (error) {
    signal.throwIfAborted();
    const message = messageOf(error);
    items.started(item);
    items.completed({ ...item, status: 'failed', aggregatedOutput: message, exitCode: -1, durationMs: 0 });
    const output = `exec_command failed for \`${item.command}\`: CreateProcess { message: ${JSON.stringify(message)} }`;
    return { output, success: false };
  }
  // Nothing is awaited between here and `add`: a call beside this one could be given the same id.
  const id = registry.newId();
  const started: CommandItem = { ...item, source: 'unifiedExecStartup', processId: id };
  items.started(started);
  const session = createSession(id, tty, process, {
    output: (delta) => items.notify('item/commandExecution/outputDelta', { itemId: item.id, delta }),
    exited: (result) =>
      items.completed({ ...started, ...result, status: result.exitCode === 0 ? 'completed' : 'failed' }),
  });
  registry.add(session, process);
  return reportSession({
    session,
    registry,
    config,
    milliseconds: yieldTime(args.yield_time_ms ?? config.default_yield_time_ms),
    startedAt,
    maxOutputTokens: args.max_output_tokens,
    call: context,
  });
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isTenonError(error) && error.mend ? `${error.message}. ${error.mend}` : error.message;
}

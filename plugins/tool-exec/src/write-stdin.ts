import { isTenonError } from '@tenon/plugin-api';
import type { RunContext, Tool, ToolResult } from '@tenon/plugin-api/tool';
import { parseArguments, WriteStdinArguments } from './call-arguments.ts';
import type { ToolExecConfig } from './config.ts';
import { reportSession } from './report-session.ts';
import { registryOf, type SessionRegistry } from './session-registry.ts';
import { WRITE_STDIN } from './tool-specs.ts';
import { pollTime, yieldTime } from './yield-time.ts';

/** Milliseconds that a write waits for output, when the model does not say. */
const DEFAULT_YIELD_MS = 250;

export function createWriteStdin(config: ToolExecConfig): Tool {
  return {
    spec: WRITE_STDIN,
    parallel: false,
    prepare(call) {
      const args = parseArguments(WriteStdinArguments, call.input);
      return {
        action: { type: 'none' },
        run: (context) => run(args, config, registryOf(context.threadScope), context),
      };
    },
  };
}

async function run(
  args: WriteStdinArguments,
  config: ToolExecConfig,
  registry: SessionRegistry,
  context: RunContext,
): Promise<ToolResult> {
  context.signal.throwIfAborted();
  const startedAt = performance.now();
  const session = registry.get(String(args.session_id));
  if (!session) return failed(`Unknown process id ${args.session_id}`);
  const chars = args.chars ?? '';
  const requested = args.yield_time_ms ?? DEFAULT_YIELD_MS;
  if (chars !== '' && session.exitCode === undefined) {
    if (!session.tty) {
      return failed('stdin is closed for this session; rerun exec_command with tty=true to keep stdin open');
    }
    try {
      await session.write(chars);
      const { itemId, id: processId } = session;
      // Nobody was asked about it: whoever watches is told.
      context.items.notify('item/commandExecution/terminalInteraction', { itemId, processId, stdin: chars });
    } catch (error) {
      // It ended meanwhile: its exit is what the model needs to know.
      if (!isTenonError(error) || error.code !== 'stdin_closed') throw error;
    }
  }
  const milliseconds =
    chars === '' ? pollTime(requested, config.background_terminal_max_timeout) : yieldTime(requested);
  await session.wait(milliseconds, context);
  return reportSession({
    session,
    registry,
    config,
    startedAt,
    maxOutputTokens: args.max_output_tokens,
    signal: context.signal,
  });
}

const failed = (message: string): ToolResult => ({ output: `write_stdin failed: ${message}`, success: false });

import type { Scope } from '@tenon/plugin-api';
import type { Process } from '@tenon/plugin-api/environment';
import { rpcCodes } from '@tenon/protocol';
import type { CommandExecOutputStream, CommandExecResponse } from '@tenon/protocol/command-exec';
import { CommandOutput, maxHeldBytes } from './command-output.ts';
import { invalidRequest, RpcFailure } from './rpc-error.ts';

/** The exit code of a command that took too long, as `timeout(1)` and the peer give it. */
const timeoutExitCode = 124;
/** The exit code of a command that a signal ended, as the peer gives it. */
const killedExitCode = -1;
/** Longer timers run out at once. */
const longestTimerMs = 2 ** 31 - 1;

export interface CommandRun {
  /** The client's id; without one the command cannot be written to, resized or ended. */
  readonly processId: string | undefined;
  readonly streamStdin: boolean;
  readonly outputCap: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly stream?: (chunk: Uint8Array, stream: CommandExecOutputStream, capReached: boolean) => void;
  readonly spawn: () => Promise<Process>;
}

interface Session {
  readonly process: Promise<Process>;
  readonly streamStdin: boolean;
}

const quoted = (processId: string) => JSON.stringify(processId);

/** The commands of one client. They end with its connection. */
export class CommandSessions {
  readonly #named = new Map<string, Session>();
  readonly #running = new Set<Promise<Process>>();
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
    scope.defer(async () => {
      await Promise.all(Array.from(this.#running, (process) => process.then((each) => each.kill(), ignore)));
    });
  }

  /** Runs a command to its end. */
  async run(command: CommandRun): Promise<CommandExecResponse> {
    const { processId, streamStdin } = command;
    if (processId !== undefined && this.#named.has(processId)) {
      throw invalidRequest(`duplicate active command/exec process id: ${quoted(processId)}`, {
        code: 'process_id_in_use',
        mend: 'Send another processId, or end that command first (command/exec/terminate).',
      });
    }
    const process = command.spawn();
    this.#running.add(process);
    if (processId !== undefined) this.#named.set(processId, { process, streamStdin });
    try {
      const started = await process;
      // The client left while it was being started.
      if (this.#scope.signal.aborted) await started.kill();
      return await toEnd(started, command);
    } finally {
      this.#running.delete(process);
      if (processId !== undefined) this.#named.delete(processId);
    }
  }

  async write(processId: string, data: Uint8Array | undefined, close: boolean): Promise<void> {
    const session = this.#session(processId);
    if (!session.streamStdin) {
      throw invalidRequest('stdin streaming is not enabled for this command/exec', {
        code: 'stdin_not_streamed',
        mend: 'Start the command with `streamStdin: true`.',
      });
    }
    const process = await session.process;
    // Both are handed over before anything is waited for, so that requests that follow keep their order.
    const written = data && data.length > 0 ? process.write(data) : undefined;
    if (close) process.closeStdin();
    await written;
  }

  async resize(processId: string, size: { readonly cols: number; readonly rows: number }): Promise<void> {
    (await this.#session(processId).process).resize(size.cols, size.rows);
  }

  async terminate(processId: string): Promise<void> {
    await (await this.#session(processId).process).kill();
  }

  #session(processId: string): Session {
    const session = this.#named.get(processId);
    if (session) return session;
    throw invalidRequest(`no active command/exec for process id ${quoted(processId)}`, {
      code: 'process_not_found',
      mend: 'Use the processId of a command/exec of this connection that has not been answered yet.',
    });
  }
}

/** The failure to start is told to whoever asked for the command. */
const ignore = () => {};

async function toEnd(process: Process, { outputCap, stream, timeoutMs }: CommandRun): Promise<CommandExecResponse> {
  let timedOut = false;
  let overflown = false;
  // All that it started is gone before it is answered.
  const killed = Promise.withResolvers<void>();
  const end = () => void process.kill().then(killed.resolve, killed.reject);
  const output = new CommandOutput({
    cap: outputCap,
    ...(stream && { stream }),
    overflow: () => {
      overflown = true;
      end();
    },
  });
  const stop = process.onOutput((chunk, name) => output.push(chunk, name));
  const timer =
    timeoutMs === undefined || timeoutMs > longestTimerMs
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          end();
        }, timeoutMs);
  const exit = await Promise.race([process.exit, killed.promise]);
  clearTimeout(timer);
  if (timedOut || overflown) await killed.promise;
  stop();
  if (overflown) {
    throw new RpcFailure(rpcCodes.invalidRequest, `the command wrote more than ${maxHeldBytes} bytes, and was ended`, {
      code: 'output_too_large',
      max_bytes: maxHeldBytes,
      mend: 'Set outputBytesCap, or `streamStdoutStderr: true`.',
    });
  }
  const exitCode = timedOut ? timeoutExitCode : (exit?.code ?? killedExitCode);
  return { exitCode, stdout: output.text('stdout'), stderr: output.text('stderr') };
}

/** One for each connection. */
export const createCommandSessions = (scope: Scope): CommandSessions => new CommandSessions(scope);

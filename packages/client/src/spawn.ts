// A server of our own: a process that speaks over its standard input and output.
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Channel, parseMessage, type Transport } from './channel.ts';
import { ClientError } from './errors.ts';
import { LineSplitter } from './lines.ts';

export interface SpawnServerOptions {
  /** Default `tenon`. */
  readonly command?: string;
  /** Default `['app-server']`. */
  readonly args?: readonly string[];
  /** The whole environment of the server; default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Milliseconds that a closed server has to end, before it is killed; default 5000. */
  readonly closeTimeoutMs?: number;
  /** Gets what the server writes to its standard error; default: only its end is kept, for the error of a crash. */
  readonly onStderr?: (text: string) => void;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts a server for this client alone. It ends with the client. */
export function spawnServer(options: SpawnServerOptions = {}): Transport {
  const { command = 'tenon', args = ['app-server'], cwd, env, closeTimeoutMs = 5000, onStderr } = options;
  return {
    async open({ signal }) {
      signal.throwIfAborted();
      const { spawn } = process.getBuiltinModule('node:child_process');
      const child: Child = spawn(command, [...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
      await started(child, command);
      return channelOf(child, { command, closeTimeoutMs, onStderr });
    },
  };
}

function started(child: Child, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(
        new ClientError('server_not_started', `the server cannot be started: ${cause.message}`, {
          mend: `check that \`${command}\` is installed and may be run, and that \`cwd\` is a folder`,
          cause,
        }),
      ),
    );
  });
}

function channelOf(
  child: Child,
  {
    command,
    closeTimeoutMs,
    onStderr,
  }: Pick<SpawnServerOptions, 'onStderr'> & { command: string; closeTimeoutMs: number },
): Channel {
  let problem: (problem: Error) => void = () => {};
  let closed: (reason?: Error) => void = () => {};
  let closing = false;
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
    onStderr?.(text);
  });
  // A broken pipe is told by the end of the process.
  child.stdin.on('error', () => {});
  child.on('error', (error) => problem(error));
  const ended = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      resolve();
      if (closing) return;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      const said = stderr.trim();
      closed(new ClientError('server_exited', `the server (${command}) ${how}${said && `; it said: ${said}`}`));
    });
  });
  return {
    send(message) {
      if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`);
    },
    onMessage(listener) {
      const lines = new LineSplitter((line) => {
        if (!line.trim()) return;
        const message = parseMessage(line, problem);
        if (message !== undefined) listener(message);
      });
      child.stdout.on('data', (chunk: Buffer) => lines.push(chunk));
    },
    onClose(listener) {
      closed = listener;
    },
    onProblem(listener) {
      problem = listener;
    },
    async close() {
      closing = true;
      child.stdin.end();
      const kill = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

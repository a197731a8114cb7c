import type { ProcessExit, SpawnRequest } from '@tenon/plugin-api/environment';
import { type Launched, stdinClosed } from './launched.ts';
import type { OutputFeed } from './output-feed.ts';

/** End of transmission: what Ctrl-D sends. */
const EOT = '\x04';

/** Starts a process in a terminal of its own. Throws an error with Node's `code`. */
export async function launchTerminal(
  request: SpawnRequest,
  env: Record<string, string>,
  feed: OutputFeed,
): Promise<Launched> {
  const [program = '', ...args] = request.argv;
  // The terminal's fork reports neither a missing program nor a missing folder.
  await requireProgram(program, request.cwd, env.PATH);
  const { spawn } = await import('@lydell/node-pty');
  const terminal = spawn(program, args, {
    name: env.TERM ?? 'dumb',
    cols: request.tty?.columns ?? 80,
    rows: request.tty?.rows ?? 24,
    cwd: request.cwd,
    env,
    encoding: null,
  });
  let exited = false;
  // Its types say string; without an encoding it gives bytes.
  terminal.onData((data: string | Uint8Array) => feed.push(Buffer.from(data as Uint8Array), 'stdout'));
  const exit = new Promise<ProcessExit>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      exited = true;
      resolve(signal ? { code: null, signal: signalName(signal) } : { code: exitCode, signal: null });
    });
  });
  return {
    pid: terminal.pid,
    reaped: () => exited,
    exit,
    write: async (data) => {
      if (exited) throw stdinClosed(terminal.pid);
      // Bytes pass unchanged; only its types say string.
      (terminal as { write(data: string | Uint8Array): void }).write(data);
    },
    closeStdin: () => {
      if (!exited) terminal.write(EOT);
    },
    resize: (columns, rows) => {
      if (!exited) terminal.resize(columns, rows);
    },
  };
}

async function requireProgram(program: string, cwd: string, path: string | undefined): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  const { delimiter, resolve } = process.getBuiltinModule('node:path');
  await fs.promises.access(cwd, fs.constants.X_OK);
  const candidates = program.includes('/')
    ? [resolve(cwd, program)]
    : (path ?? '/usr/bin:/bin').split(delimiter).map((folder) => resolve(cwd, folder, program));
  let failure: unknown;
  for (const candidate of candidates) {
    try {
      return await fs.promises.access(candidate, fs.constants.X_OK);
    } catch (error) {
      // A program that may not be run says more than one that is not in this folder.
      if (!failure || (error as NodeJS.ErrnoException).code === 'EACCES') failure = error;
    }
  }
  throw failure;
}

function signalName(number: number): string {
  const signals = Object.entries(process.getBuiltinModule('node:os').constants.signals);
  return signals.find(([, value]) => value === number)?.[0] ?? String(number);
}

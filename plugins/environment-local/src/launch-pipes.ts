import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { tenonError } from '@tenon/plugin-api';
import type { ProcessExit, SpawnRequest } from '@tenon/plugin-api/environment';
import { DRAIN_MS, type Launched, stdinClosed } from './launched.ts';
import type { OutputFeed } from './output-feed.ts';
import type { OutputPipes } from './output-pipes.ts';

/** Starts a process on plain pipes, in a session of its own. Throws Node's error. */
export async function launchPipes(
  request: SpawnRequest,
  env: Record<string, string>,
  feed: OutputFeed,
  pipes: OutputPipes,
): Promise<Launched> {
  const [program = '', ...args] = request.argv;
  const own = await pipes.take();
  const readers = own?.map(({ readEnd }) => readerOf(readEnd));
  let child: ChildProcess;
  try {
    child = process.getBuiltinModule('node:child_process').spawn(program, args, {
      cwd: request.cwd,
      env,
      detached: true,
      stdio: [request.stdin === 'none' ? 'ignore' : 'pipe', own?.[0].writeEnd ?? 'pipe', own?.[1].writeEnd ?? 'pipe'],
    });
  } finally {
    // Only the child holds these ends now; when it failed to start, the readers see their end at once.
    for (const { writeEnd } of own ?? []) process.getBuiltinModule('node:fs').closeSync(writeEnd);
  }
  const outputs = readers ?? [child.stdout as Socket, child.stderr as Socket];
  outputs[0]?.on('data', (chunk: Uint8Array) => feed.push(chunk, 'stdout'));
  outputs[1]?.on('data', (chunk: Uint8Array) => feed.push(chunk, 'stderr'));
  // What a failed write means is told to who wrote; the stream's own event would end the host.
  child.stdin?.on('error', () => {});
  let reaped = false;
  child.once('exit', () => {
    reaped = true;
  });
  const exit = exitOf(child, outputs);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    reaped: () => reaped,
    exit,
    write: (data) => write(child, pid, data),
    closeStdin: () => void child.stdin?.end(),
    resize: () => {
      throw tenonError({
        code: 'not_a_terminal',
        message: `process ${pid} has no terminal to resize`,
        mend: 'Start the process with `tty`.',
        plugin: 'tenon.environment-local',
      });
    },
  };
}

function readerOf(descriptor: number): Socket {
  const { Socket } = process.getBuiltinModule('node:net');
  return new Socket({ fd: descriptor, readable: true, writable: false });
}

function exitOf(child: ChildProcess, outputs: readonly Socket[]): Promise<ProcessExit> {
  const drained = Promise.all(outputs.map((output) => new Promise((resolve) => output.once('close', resolve))));
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const giveUp = () => {
        // Whoever holds the pipes may go on writing, and is still heard; but it does not keep the host alive.
        for (const output of outputs) output.unref();
        resolve({ code, signal });
      };
      // A host that was busy for so long has not read yet what there is: that comes before an immediate.
      const late = setTimeout(() => setImmediate(giveUp), DRAIN_MS);
      void drained.then(() => {
        clearTimeout(late);
        resolve({ code, signal });
      });
    });
  });
}

function write(child: ChildProcess, pid: number, data: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!child.stdin?.writable) return reject(stdinClosed(pid));
    child.stdin.write(data, (error) => (error ? reject(stdinClosed(pid, error)) : resolve()));
  });
}

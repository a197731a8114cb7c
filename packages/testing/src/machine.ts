import { spawn as start } from 'node:child_process';
import { constants, watch } from 'node:fs';
import {
  cp,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type {
  Environment,
  FileStat,
  FileSystem,
  Process,
  ProcessExit,
  SpawnRequest,
} from '@tenon/plugin-api/environment';

/** This machine's files, without confinement or atomicity: for tests of what uses a file system. */
export const files: FileSystem = {
  readFile: (path) => readFile(path),
  writeFile: (path, data, { followLinks = true } = {}) =>
    writeFile(path, data, { flag: followLinks ? 'w' : O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW }),
  makeDirectory: async (path, { recursive = true } = {}) => {
    await mkdir(path, { recursive });
  },
  remove: (path) => rm(path),
  removeDirectory: (path, { recursive = false } = {}) => (recursive ? rm(path, { recursive }) : rmdir(path)),
  copy: (from, to, { recursive = false } = {}) => cp(from, to, { recursive, verbatimSymlinks: true }),
  rename: (from, to) => rename(from, to),
  stat: (path) => statWith(stat, path),
  linkStat: (path) => statWith(lstat, path),
  realPath: (path) => realpath(path),
  readDirectory: (path) => readdir(path),
  readEntries: async (path) =>
    Promise.all(
      (await readdir(path)).map(async (name) => ({
        name,
        kind: (await statWith(stat, join(path, name)))?.kind ?? 'symlink',
      })),
    ),
  watch: async (path, listener) => {
    const watcher = watch(path, (_, name) => listener.changed(name ? join(path, name) : path));
    watcher.on('error', (error) => listener.failed(error));
    return () => watcher.close();
  },
  pin: async (path) => {
    const handle = await open(path, O_PATH | O_NOFOLLOW);
    const held = `/proc/self/fd/${handle.fd}`;
    if ((await readlink(held)) !== path || (await handle.stat()).isSymbolicLink()) {
      await handle.close();
      throw Object.assign(new Error(`ESTALE: '${path}' is another one`), { code: 'ESTALE', path });
    }
    return { path: held, release: () => handle.close() };
  },
};

/** A flag of open(2) on Linux that Node does not name. */
const O_PATH = 0o10000000;
const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

async function statWith(read: typeof stat | typeof lstat, path: string): Promise<FileStat | undefined> {
  try {
    const found = await read(path);
    const directory = found.isDirectory() ? 'directory' : 'other';
    const kind = found.isSymbolicLink() ? 'symlink' : found.isFile() ? 'file' : directory;
    const [modifiedAt, createdAt] = [Math.round(found.mtimeMs), Math.round(found.birthtimeMs)];
    return { kind, size: found.size, modifiedAt, createdAt, mode: found.mode & 0o777 };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A process on plain pipes, in a group of its own. A terminal is refused (`unsupported`). */
export async function spawn(request: SpawnRequest): Promise<Process> {
  if (request.tty) {
    throw tenonError({ code: 'unsupported', message: 'The test harness has no terminals', mend: 'Leave out `tty`.' });
  }
  const [program = '', ...args] = request.argv;
  const renamed = Object.entries(request.renamedEnv ?? {}).map(([name, other]) => [other, process.env[name]]);
  const withoutThem = Object.fromEntries(Object.keys(request.renamedEnv ?? {}).map((name) => [name, undefined]));
  const env = { ...process.env, ...Object.fromEntries(renamed), ...withoutThem, ...request.env };
  const child = start(program, args, { cwd: request.cwd, env, detached: true, stdio: 'pipe' });
  if (request.stdin === 'none') child.stdin.end();
  const chunks: [Uint8Array, 'stdout' | 'stderr'][] = [];
  const listeners = new Set<Parameters<Process['onOutput']>[0]>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Uint8Array) => {
      chunks.push([chunk, stream]);
      for (const listener of listeners) listener(chunk, stream);
    });
  }
  const exit = new Promise<ProcessExit>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(tenonError({ code: 'spawn_failed', message: `Cannot start ${program}: ${cause.message}`, cause }));
    });
  });
  const { pid } = child;
  if (pid === undefined) throw tenonError({ code: 'spawn_failed', message: `Cannot start ${program}` });
  return {
    pid,
    exit,
    onOutput(listener) {
      for (const [chunk, stream] of chunks) listener(chunk, stream);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    write: (data) =>
      new Promise((resolve, reject) => {
        child.stdin.write(data, (cause) => {
          if (cause) reject(tenonError({ code: 'stdin_closed', message: cause.message, cause }));
          else resolve();
        });
      }),
    closeStdin: () => child.stdin.end(),
    resize: () => {},
    async kill() {
      // The whole group; it is gone already when there is nobody to signal.
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
      await exit;
    },
  };
}

/** This machine as an environment named `test`. */
export const machine: Environment = {
  name: 'test',
  platform: { os: 'linux', shell: '/bin/sh', home: homedir(), tmpdir: tmpdir() },
  files,
  processes: { spawn },
};

import { definePlugin, type Plugin } from '@tenon/plugin-api';
import { type Environment, environments, type FileSystem, type SpawnRequest } from '@tenon/plugin-api/environment';

export interface TestEnvironment {
  readonly plugin: Plugin<undefined>;
  readonly environment: Environment;
  /** By absolute path. */
  readonly files: Map<string, Uint8Array>;
  /** The commands that were started, as they reached the environment. */
  readonly spawned: readonly SpawnRequest[];
  /** What a command prints and exits with. Default: nothing, 0. */
  command: (request: SpawnRequest) => { readonly output?: string; readonly code?: number };
}

/** Files in memory, and commands that are functions: no process is started. */
export function testEnvironment(id = 'test.environment'): TestEnvironment {
  const files = new Map<string, Uint8Array>();
  const spawned: SpawnRequest[] = [];
  const read = (path: string) => {
    const found = files.get(path);
    if (found) return found;
    throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
  };
  const notInMemory = async (): Promise<never> => {
    throw Object.assign(new Error('ENOTSUP: not kept in memory'), { code: 'ENOTSUP' });
  };
  const stat: FileSystem['stat'] = async (path) => {
    const found = files.get(path);
    return found && { kind: 'file', size: found.length, modifiedAt: 0, createdAt: 0, mode: 0o644 };
  };
  const readDirectory: FileSystem['readDirectory'] = async (path) =>
    [...files.keys()].filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1));
  const system: FileSystem = {
    readFile: async (path) => read(path),
    writeFile: async (path, data) => {
      files.set(path, typeof data === 'string' ? new TextEncoder().encode(data) : data);
    },
    makeDirectory: async () => {},
    remove: async (path) => {
      read(path);
      files.delete(path);
    },
    rename: async (from, to) => {
      files.set(to, read(from));
      files.delete(from);
    },
    stat,
    linkStat: stat,
    realPath: async (path) => path,
    readDirectory,
    readEntries: async (path) => (await readDirectory(path)).map((name) => ({ name, kind: 'file' as const })),
    removeDirectory: notInMemory,
    copy: async (from, to) => {
      files.set(to, read(from));
    },
    watch: notInMemory,
  };
  const environment: Environment = {
    name: 'test',
    platform: { os: 'linux', shell: '/bin/sh', home: '/home/u', tmpdir: '/tmp' },
    files: system,
    processes: {
      spawn: async (request) => {
        spawned.push(request);
        const { output = '', code = 0 } = host.command(request);
        return {
          pid: spawned.length,
          onOutput: (listener) => {
            if (output) listener(new TextEncoder().encode(output), 'stdout');
            return () => {};
          },
          exit: Promise.resolve({ code, signal: null }),
          write: async () => {},
          closeStdin: () => {},
          resize: () => {},
          kill: async () => {},
        };
      },
    },
  };
  const host: TestEnvironment = {
    files,
    spawned,
    environment,
    command: () => ({}),
    plugin: definePlugin({
      id,
      register: () => [environments.provide(() => ({ get: () => environment, names: () => ['test'] }))],
    }),
  };
  return host;
}

// The real binary, in a home of its own, against a real model server on loopback.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelServer, type ModelServerOptions, startModelServer } from '@tenon/testing/model-server';

/** The program, for Node. */
export const bin = join(import.meta.dirname, '../bin/tenon.js');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** A program and its arguments to start Tenon with, such as `unshare`. */
  readonly by?: readonly string[];
}

export interface World extends AsyncDisposable {
  readonly home: string;
  /** In the place of `/etc/codex`. It is not there yet. */
  readonly system: string;
  /** A git repository. */
  readonly cwd: string;
  readonly model: ModelServer;
  readonly env: Record<string, string>;
  /** Runs `tenon …` to its end. */
  run(args: readonly string[], options?: SpawnOptions & { readonly stdin?: string }): Promise<Result>;
  spawn(args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Rollout files of the home, oldest first. */
  rollouts(): string[];
  config(toml: string): void;
}

const mockProvider = (baseUrl: string) => `model = "gpt-5.2-codex"
model_provider = "mock"

[model_providers.mock]
name = "mock"
base_url = "${baseUrl}"
request_max_retries = 0
stream_max_retries = 0
`;

const files = (folder: string, ending: string): string[] => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

/** A scratch home and repository, and a model server; all gone when disposed. */
export async function world(options: ModelServerOptions = {}): Promise<World> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-e2e-')));
  const home = join(root, 'home');
  const system = join(root, 'system');
  const cwd = join(root, 'repo');
  mkdirSync(home);
  mkdirSync(join(cwd, '.git'), { recursive: true });
  const model = await startModelServer(options);
  const children = new Set<ChildProcess>();
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: root,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TENON_HOME: home,
    TENON_SYSTEM_DIR: system,
  };
  const self: World = {
    home,
    system,
    cwd,
    model,
    env,
    config: (toml) => writeFileSync(join(home, 'config.toml'), toml),
    rollouts: () => files(join(home, 'sessions'), '.jsonl'),
    spawn(args, { cwd: folder = cwd, env: more = {}, by = [] } = {}) {
      const [program = process.execPath, ...rest] = [...by, process.execPath, bin, ...args];
      const child = spawn(program, rest, { cwd: folder, env: { ...env, ...more } });
      children.add(child);
      child.on('exit', () => children.delete(child));
      return child;
    },
    async run(args, { stdin, ...rest } = {}) {
      const child = self.spawn(args, rest);
      let stdout = '';
      let stderr = '';
      child.stdout?.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr?.on('data', (chunk) => {
        stderr += chunk;
      });
      child.stdin?.end(stdin ?? '');
      const code = await new Promise<number | null>((done) => child.on('close', done));
      return { code, stdout, stderr };
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL');
      await model.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  self.config(mockProvider(model.baseUrl));
  return self;
}

/** Lines of JSON. */
export const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

export const rolloutLines = (path: string) => jsonLines(readFileSync(path, 'utf8'));

/** Processes whose command line, its words joined by spaces, holds the text. */
export function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text);
    } catch {
      return false; // It ended while we looked.
    }
  });
}

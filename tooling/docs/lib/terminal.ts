import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Outcome {
  readonly code: number;
  /** Standard output and standard error, as a terminal shows them. */
  readonly output: string;
}

/** A reader's terminal: a home of its own, and a folder and variables that last from one command to the next. */
export interface Terminal {
  run(command: string, options?: { readonly stopAtError?: boolean }): Promise<Outcome>;
  /** Writes a file, relative to the current folder; `~/` is the home. */
  write(file: string, text: string): void;
}

const timeoutMs = 120_000;

/** Runs one script ($3), and leaves the variables ($1) and the folder ($2) it ended with behind in files. */
const wrapper = `
source "$1"
trap 'export -p >"$1"; printf %s "$PWD" >"$2"' EXIT
eval "$3"
`;

/** Variables that would change what a page's commands do. */
const foreign = /^(TENON|CODEX|OPENAI|npm_|NPM_|PNPM|TURBO|VITEST|NODE_|INIT_CWD$|FORCE_COLOR$|CI$|BASH_ENV$|ENV$)/;
const kept = new Set(['NODE_EXTRA_CA_CERTS']);

/** Makes a terminal in `folder` (an empty one), with `home` as home and the Node that runs this first in PATH. */
export function openTerminal(folder: string, home: string, npm: Readonly<Record<string, string>>): Terminal {
  const variables = join(home, '.terminal-variables');
  const current = join(home, '.terminal-folder');
  const inherited = Object.entries(process.env).filter(([name]) => kept.has(name) || !foreign.test(name));
  // Programs of the repository are not a reader's.
  const path = (process.env.PATH ?? '').split(':').filter((each) => !each.includes('node_modules'));
  const env = {
    ...Object.fromEntries(inherited),
    ...npm,
    HOME: home,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    TERM: 'dumb',
    PATH: [dirname(process.execPath), ...path].join(':'),
  };
  mkdirSync(home, { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(variables, '');
  writeFileSync(current, folder);

  return {
    run(command, { stopAtError = false } = {}) {
      const { promise, resolve: done, reject } = Promise.withResolvers<Outcome>();
      const script = `exec 2>&1\n${stopAtError ? 'set -eo pipefail\n' : ''}${wrapper}`;
      const child = spawn('/bin/bash', ['-c', script, 'bash', variables, current, command], {
        cwd: readFileSync(current, 'utf8'),
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk) => chunks.push(chunk));
      child.on('error', reject);
      const timer = setTimeout(() => {
        chunks.push(Buffer.from(`\n(ended after ${timeoutMs / 1000} s)\n`));
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      }, timeoutMs);
      child.on('close', (code) => {
        clearTimeout(timer);
        done({ code: code ?? 137, output: Buffer.concat(chunks).toString() });
      });
      return promise;
    },
    write(file, text) {
      const path = file.startsWith('~/') ? join(home, file.slice(2)) : resolve(readFileSync(current, 'utf8'), file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${text}\n`);
    },
  };
}

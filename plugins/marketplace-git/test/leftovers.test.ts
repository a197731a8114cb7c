import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Config } from '../src/config.ts';
import { gitMarketplaces } from '../src/git-marketplaces.ts';
import { gitServer } from './git-server.ts';

const { signal } = new AbortController();

/** A git that leaves a process behind. */
async function gitWith(folder: string, line: string, options: Record<string, unknown> = {}) {
  const program = join(folder, 'git-that-leaves');
  await writeFile(program, `#!/bin/sh\n${line}\n`);
  await chmod(program, 0o755);
  return gitMarketplaces(Config.parse({ env: { PATH: process.env.PATH }, program, ...options }), signal);
}

test('a process that git leaves behind with its error output, as ssh does for a connection it keeps, is not waited for', async () => {
  await using server = await gitServer();
  const revision = await server.commit({ x: '' });
  const pids = join(server.folder, 'pids');
  const line = `sleep 60 >/dev/null &\necho $! >> '${pids}'\nexec git "$@"`;
  const kind = await gitWith(server.folder, line, { timeout_ms: 30_000 });
  const into = await server.empty('i');
  try {
    expect(await kind.refresh({ source: server.url }, { into, signal })).toEqual({ root: into, revision });
  } finally {
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
  }
}, 50_000);

test('output that never ends is no answer', async () => {
  await using server = await gitServer();
  const kind = await gitWith(server.folder, 'sleep 60 &\nexit 0', { timeout_ms: 1000 });
  const into = await server.empty('i');
  await expect(kind.refresh({ source: server.url }, { into, signal })).rejects.toMatchObject({ code: 'git_timeout' });
}, 50_000);

test('the end of the host is the end of git', async () => {
  await using server = await gitServer();
  const ending = new AbortController();
  server.answer(() => {
    ending.abort(new Error('the host ends'));
    return true;
  });
  const kind = gitMarketplaces(Config.parse({ env: { PATH: process.env.PATH } }), ending.signal);
  await expect(kind.refresh({ source: server.url }, { into: await server.empty('i'), signal })).rejects.toThrow(
    'the host ends',
  );
});

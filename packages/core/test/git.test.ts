import { environments, type FileSystem } from '@tenon/plugin-api/environment';
import { type Logger, logger } from '@tenon/plugin-api/logger';
import { expect, test } from 'vitest';
import { gitFacts } from '../src/index.ts';
import { hooks, settings, turn, world } from './world.ts';

const HASH = '0123456789abcdef0123456789abcdef01234567';
const git = { commit_hash: HASH, branch: 'main', repository_url: null };

/** A world whose logger is heard. */
async function heard() {
  const warned: string[] = [];
  const silent = () => {};
  const ears: Logger = { debug: silent, info: silent, error: silent, warn: (message) => warned.push(message) };
  const host = await world({ plugins: [hooks([logger.provide(() => ears)], 'test.logger')] });
  return { ...host, warned, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

test('stands in the first line of the log, and is shown before that is written', async () => {
  await using host = await world();
  const thread = host.manager.start({ settings, originator: 'test', source: 'cli', git });
  expect(thread.toWire().gitInfo).toEqual({ sha: HASH, branch: 'main', originUrl: null });
  expect(host.store.threads.size).toBe(0);
  await turn(thread);
  expect(host.store.threads.get(thread.id)?.meta.git).toEqual(git);
  expect(host.newThread().toWire().gitInfo).toBeNull();
});

test.each(['fails', 'never answers'])(
  'a file system that %s keeps nothing waiting for long, and is logged',
  async (how) => {
    await using host = await heard();
    using generation = host.runtime.acquire();
    const files = generation.service(environments).get().files as { stat: FileSystem['stat'] };
    files.stat = () => (how === 'fails' ? Promise.reject(new Error('the disk is gone')) : new Promise(() => {}));
    expect(await gitFacts(generation, '/work')).toBeNull();
    expect(host.warned).toEqual([expect.stringContaining(how === 'fails' ? 'the disk is gone' : 'not read within')]);
  },
);

test('what is broken in a repository is logged', async () => {
  await using host = await heard();
  using generation = host.runtime.acquire();
  host.environment.files.set('/work/.git', Buffer.from('nonsense'));
  expect(await gitFacts(generation, '/work/sub')).toBeNull();
  expect(host.warned).toEqual([expect.stringContaining('/work/.git names no folder')]);
});

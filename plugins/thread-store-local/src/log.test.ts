import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectLines } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import { meta, newHome, newStore, query, said, thrown } from '../test/home.ts';

test('a new thread is in the folder of its day, in local time, under a name that says when', async () => {
  const home = newHome();
  const store = newStore(home);
  const log = store.create(meta('a-b', { timestamp: new Date(2026, 0, 2, 3, 4, 5).toISOString() }));
  expect(log.path).toBe(join(home, 'sessions/2026/01/02/rollout-2026-01-02T03-04-05-a-b.jsonl'));
  expect(readdirSync(home)).toEqual([]);
  await log.append([said('q')]);
  expect(readFileSync(log.path ?? '', 'utf8').split('\n')).toHaveLength(3);
  expect(readdirSync(home).sort()).toEqual(['leases', 'sessions']);
});

test('a path is never used again', async () => {
  const home = newHome();
  const store = newStore(home);
  const first = store.create(meta('a'));
  await first.append([said('mine')]);
  await first.close();
  const before = readFileSync(first.path ?? '', 'utf8');
  expect(await thrown(() => store.create(meta('a')).append([said('other')]))).toMatchObject({
    code: 'thread_store_failed',
    file: first.path,
  });
  expect(readFileSync(first.path ?? '', 'utf8')).toBe(before);
});

describe('a write that fails', () => {
  test('because a file stands where a folder must be: the error names it, and once it is gone the thread begins', async () => {
    const home = join(newHome(), 'home');
    writeFileSync(home, '');
    const store = newStore(home);
    const log = store.create(meta('a'));
    const error = await thrown(() => log.append([said('q')]));
    expect(error.code).toBe('thread_store_failed');
    expect(error.file).toContain(home);
    expect(error.mend).toContain('move it away');
    expect(await thrown(() => store.list(query()))).toMatchObject({
      code: 'thread_store_failed',
      file: join(home, 'sessions'),
    });
    expect(await thrown(() => store.read({ id: 'a' }))).toMatchObject({ code: 'thread_store_failed' });
    rmSync(home);
    await log.append([said('q')]);
    expect(await collectLines((await store.read({ id: 'a' })).lines)).toHaveLength(2);
  });

  test('at the first append leaves no file and no lease that is in the way', async () => {
    const home = newHome();
    mkdirSync(join(home, 'sessions'));
    writeFileSync(join(home, 'sessions/2026'), '');
    const store = newStore(home);
    const log = store.create(meta('a'));
    expect((await thrown(() => log.append([said('q')]))).code).toBe('thread_store_failed');
    await log.close();
    expect(readdirSync(join(home, 'leases'))).toEqual([]);
    expect(existsSync(log.path ?? '')).toBe(false);
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectLines } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import { meta, newHome, newStore, query, said, thrown } from '../test/home.ts';

const WRITER = fileURLToPath(new URL('../test/writer.ts', import.meta.url));
const ARGS = ['--conditions=@tenon/source', WRITER];

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

describe('a writer that is killed', () => {
  test('leaves all that it was told was done, and a thread that opens', { timeout: 120_000 }, async () => {
    const home = newHome();
    const store = newStore(home);
    let total = 0;
    for (let round = 0; round < 20; round += 1) {
      const id = `019a0000-0000-7000-8000-0000000000${String(round).padStart(2, '0')}`;
      const child = spawn(process.execPath, [...ARGS, home, id], { stdio: ['ignore', 'pipe', 'inherit'] });
      let told = '';
      const enough = 1 + round * 13;
      child.stdout.on('data', (data: Buffer) => {
        told += data.toString();
        if (told.split('\n').length > enough) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('close', resolve));
      const done = told.split('\n').slice(0, -1).map(Number);
      expect(done.length).toBeGreaterThanOrEqual(enough);
      total += done.length;
      const { lines, log } = await store.open({ id });
      const texts = (await collectLines(lines))
        .slice(1)
        .map((line) =>
          line.type === 'event_msg' && line.payload.type === 'agent_message' ? line.payload.message : '',
        );
      for (const count of done) {
        expect(texts[count * 2]?.startsWith(`${count} `)).toBe(true);
        expect(texts[count * 2 + 1]).toBe(`end ${count}`);
      }
      await log.append([said('on')]);
      await log.close();
    }
    expect(total).toBeGreaterThan(20);
  });
});

describe('a write that fails', () => {
  test('for want of space leaves nothing of itself, and the log goes on when there is some', async () => {
    const home = newHome();
    const id = '019a0000-0000-7000-8000-000000000001';
    // The limit of a shell counts 512 bytes. Node gets EFBIG, after a part was written.
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -f 128; exec "$@"', 'sh', process.execPath, ...ARGS, home, id, 'starve'],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'done 1000',
      'thread_store_full true',
      'done 1000',
      'thread_store_full true',
      'done 1000',
    ]);
    const { lines, repair, log } = await newStore(home).open({ id });
    expect(repair).toBeUndefined();
    expect(await collectLines(lines)).toHaveLength(1 + 3 * 3);
    expect(statSync(log.path ?? '').size).toBeLessThan(9000);
  });

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

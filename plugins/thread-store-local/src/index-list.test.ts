import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ThreadStore } from '@tenon/plugin-api/thread-store';
import { describe, expect, test } from 'vitest';
import {
  event,
  indexed,
  lineText,
  meta,
  named,
  newHome,
  newStore,
  query,
  said,
  smallest,
  TIME,
  user,
  writeRollout,
} from '../test/home.ts';

const id = (at: number) => `019a0000-0000-7000-8000-${String(at).padStart(12, '0')}`;
const INDEX = 'tenon-index.sqlite';

/** `count` threads, one a minute, the last one the newest. */
function fill(home: string, count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const date = new Date(Date.UTC(2026, 3, 1, 0, at));
    const path = writeRollout(home, {
      id: id(at),
      stamp: date.toISOString().slice(0, 19).replaceAll(':', '-'),
      lines: smallest(id(at), `q${at}`, { timestamp: date.toISOString() }),
    });
    utimesSync(path, date, date);
    return path;
  });
}
const previews = async (store: ThreadStore, more: Parameters<typeof query>[0] = {}) =>
  (await store.list(query(more))).data.map((thread) => thread.preview);

describe('without an index', () => {
  test('pages are the same as with one, in every order', async () => {
    const home = newHome();
    fill(home, 300);
    const every = async (store: ThreadStore) => {
      const all: unknown[] = [];
      for (const sortKey of ['created_at', 'updated_at'] as const)
        for (const sortDirection of ['asc', 'desc'] as const)
          for (const searchTerm of ['', '7']) {
            let cursor: string | null = null;
            do {
              const page: Awaited<ReturnType<ThreadStore['list']>> = await store.list(
                query({ sortKey, sortDirection, searchTerm, limit: 40, cursor }),
              );
              // With an index, a cursor by the last change tells the state it is of.
              all.push({ ...page, nextCursor: page.nextCursor?.replace(/~\d+/, '') });
              cursor = page.nextCursor;
            } while (cursor !== null);
          }
      return all;
    };
    // No index can be made where a folder stands.
    mkdirSync(join(home, INDEX));
    const walking = newStore(home);
    const walked = await every(walking);
    expect(walking.logger.told).toEqual([
      'warn there is no thread index: lists are made from the files, which is slower',
    ]);
    rmSync(join(home, INDEX), { recursive: true });
    const store = newStore(home);
    await indexed(store);
    expect(existsSync(join(home, INDEX))).toBe(true);
    expect(await every(store)).toEqual(walked);
    expect(walked).toHaveLength(4 * (8 + 2));
  });

  test('an order by names is put right by the times within', async () => {
    const home = newHome();
    // Written somewhere else: the name says noon there, which is hours before.
    writeRollout(home, {
      id: id(1),
      stamp: '2026-04-01T12-00-00',
      lines: smallest(id(1), 'late', { timestamp: '2026-04-01T20:00:00.000Z' }),
    });
    writeRollout(home, {
      id: id(2),
      stamp: '2026-04-01T13-00-00',
      lines: smallest(id(2), 'early', { timestamp: '2026-04-01T13:00:00.000Z' }),
    });
    expect(await previews(newStore(home), { limit: 1 })).toEqual(['late']);
  });

  test('the index alone has nothing to say, and is made behind', async () => {
    const home = newHome();
    fill(home, 30);
    const store = newStore(home);
    expect(await previews(store, { indexOnly: true })).toEqual([]);
    await expect.poll(() => previews(store, { indexOnly: true, limit: 100 })).toHaveLength(30);
  });

  test('nothing is made where there is nothing', async () => {
    const home = join(newHome(), 'none');
    const store = newStore(home);
    expect(await previews(store)).toEqual([]);
    await indexed(store);
    await store.close();
    expect(existsSync(home)).toBe(false);
  });
});

describe('with an index', () => {
  const ready = async (count = 5) => {
    const home = newHome();
    const paths = fill(home, count);
    const store = newStore(home);
    await indexed(store);
    return { home, paths, store };
  };

  test('threads that another program wrote, moved or removed are seen', async () => {
    const { home, paths, store } = await ready();
    expect(await previews(store)).toEqual(['q4', 'q3', 'q2', 'q1', 'q0']);
    fill(home, 1, 5);
    unlinkSync(paths[4] ?? '');
    mkdirSync(join(home, 'archived_sessions'));
    renameSync(paths[3] ?? '', join(home, 'archived_sessions', (paths[3] ?? '').split('/').at(-1) ?? ''));
    writeRollout(home, {
      id: id(99),
      stamp: '2027-01-01T00-00-00',
      lines: smallest(id(99), 'new year', { timestamp: '2027-01-01T00:00:00.000Z' }),
    });
    expect(await previews(store)).toEqual(['new year', 'q5', 'q2', 'q1', 'q0']);
    expect(await previews(store, { archived: true })).toEqual(['q3']);
    rmSync(join(home, 'sessions/2026'), { recursive: true });
    expect(await previews(store)).toEqual(['new year']);
    expect((await store.read({ id: id(3) })).summary.archived).toBe(true);
  });

  test('what another program appended is seen: names, times, and a first user message', async () => {
    const { home, paths, store } = await ready();
    const path = writeRollout(home, { id: id(9), stamp: '2026-03-01T00-00-00', lines: smallest(id(9)).slice(0, 2) });
    expect(await previews(store)).toHaveLength(5);
    appendFileSync(path, lineText(said('now')));
    expect(await previews(store)).toHaveLength(6);
    appendFileSync(paths[0] ?? '', lineText(named('Zero')));
    const updated = await store.list(query({ sortKey: 'updated_at' }));
    expect(
      updated.data
        .slice(0, 2)
        .map((thread) => thread.preview)
        .sort(),
    ).toEqual(['now', 'q0']);
    expect((await store.list(query({ searchTerm: 'Zer' }))).data.map((thread) => thread.name)).toEqual(['Zero']);
    appendFileSync(paths[4] ?? '', lineText(named('Four')));
    expect((await store.list(query({ sortKey: 'created_at' }))).data.map((thread) => thread.name)).toContain('Four');
  });

  test('follows what is appended here, shortly after and when a log is closed', async () => {
    const { home, store } = await ready();
    const log = store.create(meta(id(50)));
    await log.append([said('fresh')]);
    const other = newStore(home);
    await expect.poll(() => previews(other, { indexOnly: true })).toContain('fresh');
    await log.append([named('Named')]);
    await log.close();
    expect((await other.list(query({ indexOnly: true }))).data.find((thread) => thread.preview === 'fresh')?.name).toBe(
      'Named',
    );
  });

  test('of many threads: what is written here is seen at once, what another program wrote soon', async () => {
    const { paths, store } = await ready(1001);
    const newest = () => previews(store, { sortKey: 'updated_at', limit: 1 });
    expect(await newest()).toEqual(['q1000']);
    const { log } = await store.open({ id: id(3) });
    await log.append([named('Three')]);
    expect(await newest()).toEqual(['q3']);
    appendFileSync(paths[4] ?? '', lineText(named('Four')));
    await expect.poll(newest, { timeout: 10_000 }).toEqual(['q4']);
    await log.close();
  });

  test('that is damaged is told and built again', async () => {
    for (const damage of [
      (file: string) =>
        writeFileSync(file, 'this is no database at all, but long enough to be looked at as one'.repeat(100)),
      (file: string) => {
        const bytes = readFileSync(file);
        bytes.fill(0x5a, 4096);
        writeFileSync(file, bytes);
      },
    ]) {
      const { home, store } = await ready(50);
      await store.close();
      damage(join(home, INDEX));
      const next = newStore(home);
      expect(await previews(next, { limit: 2 })).toEqual(['q49', 'q48']);
      await indexed(next);
      expect(next.logger.told).toContain('warn the thread index was damaged and is built again');
      expect(await previews(next, { indexOnly: true, limit: 100 })).toHaveLength(50);
    }
  });

  test('of another version, or without our tables, is built again', async () => {
    const { home, store } = await ready();
    await store.close();
    const db = new DatabaseSync(join(home, INDEX));
    db.exec('PRAGMA user_version = 77; DROP TABLE threads');
    db.close();
    const next = newStore(home);
    await indexed(next);
    expect(await previews(next, { indexOnly: true })).toHaveLength(5);
    expect(next.logger.told).toEqual([]);
  });

  test('that is removed while in use does no harm', async () => {
    const { home, store } = await ready();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(home, INDEX + suffix), { force: true });
    fill(home, 1, 5);
    expect(await previews(store)).toHaveLength(6);
    await store.close();
    expect(await previews(newStore(home))).toHaveLength(6);
  });

  test('is shared by stores that write at once', async () => {
    const home = newHome();
    const stores = [newStore(home), newStore(home), newStore(home)];
    await Promise.all(
      stores.map(async (store, which) => {
        for (let at = 0; at < 20; at += 1) {
          const log = store.create(meta(id(which * 100 + at)));
          await log.append([said(`${which} ${at}`)]);
          await store.list(query());
          await log.close();
        }
      }),
    );
    for (const store of stores) expect(await previews(store, { limit: 100 })).toHaveLength(60);
    for (const store of stores) expect(store.logger.told.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  test('codex’s own files are left alone', async () => {
    const home = newHome();
    fill(home, 2);
    writeFileSync(join(home, 'state_5.sqlite'), 'codex');
    const store = newStore(home);
    await indexed(store);
    await previews(store);
    expect(readFileSync(join(home, 'state_5.sqlite'), 'utf8')).toBe('codex');
  });
});

describe('large files', () => {
  const filler = lineText(event({ type: 'agent_message', message: 'x'.repeat(30_000) }));

  test('the first user message is found behind much context, and a name wherever it is', async () => {
    const home = newHome();
    const long = lineText(user('context '.repeat(40_000)));
    const [first] = smallest(id(1));
    const path = writeRollout(home, {
      id: id(1),
      lines: [first, long, said('found'), filler.repeat(50), named('In the middle'), filler.repeat(50)],
    });
    const store = newStore(home);
    expect((await store.list(query())).data).toMatchObject([{ preview: 'found', name: null }]);
    await indexed(store);
    expect((await store.list(query())).data).toMatchObject([{ preview: 'found', name: 'In the middle' }]);
    appendFileSync(path, filler.repeat(10));
    expect((await store.list(query())).data).toMatchObject([{ name: 'In the middle' }]);
    appendFileSync(path, lineText(named('At the end')) + filler);
    expect((await store.list(query())).data).toMatchObject([
      { name: 'At the end', updatedAt: Math.trunc(statSync(path).mtimeMs) },
    ]);
  });

  test('words in a message are no events', async () => {
    const home = newHome();
    const text = '"user_message" "session_meta" "thread_name_updated"';
    const odd = {
      timestamp: TIME,
      type: 'response_item',
      payload: {
        type: 'message',
        role: 'user',
        content: [],
        user_message: 'user_message',
        thread_name_updated: 'thread_name_updated',
      },
    };
    writeRollout(home, { id: id(1), lines: [smallest(id(1))[0], user(text), odd, said(text), odd] });
    const store = newStore(home);
    expect((await store.list(query())).data).toMatchObject([{ preview: text, name: null }]);
  });
});

import { isTenonError } from '@tenon/plugin-api';
import type { ThreadLog, ThreadPage, ThreadQuery, ThreadStore } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

export interface ThreadStoreUnderTest {
  readonly store: ThreadStore;
  /**
   * For a store that outlives the process: another one over the same threads, as a second process has it. It is closed by the suite.
   * Without it, the tests of what is kept, and of leases between two stores, are left out.
   */
  readonly another?: () => ThreadStore;
  /** Runs after each test, once the stores were closed. */
  readonly remove?: () => void | Promise<void>;
}

/**
 * What every thread store keeps. Run it in a test file of the store's package:
 *
 *     testThreadStore('acme', () => ({ store: createAcmeStore() }));
 *
 * `make` runs before each test and gives a store without threads.
 */
export function testThreadStore(name: string, make: () => ThreadStoreUnderTest | Promise<ThreadStoreUnderTest>): void {
  describe(`thread store contract: ${name}`, () => {
    let given: ThreadStoreUnderTest;
    let store: ThreadStore;
    const others: ThreadStore[] = [];
    const another = () => {
      const made = given.another?.();
      if (made) others.push(made);
      return made;
    };
    const write = async (lines: readonly RolloutLine[] = turn('1', 'hello'), more: Partial<SessionMeta> = {}) => {
      const log = store.create(newMeta(more));
      await log.append(lines);
      return log;
    };
    const list = (query: Partial<ThreadQuery> = {}) => store.list({ ...FIRST_PAGE, ...query });

    beforeEach(async () => {
      given = await make();
      store = given.store;
    });
    afterEach(async () => {
      for (const made of [...others.splice(0), store]) await made.close();
      await given.remove?.();
    });

    describe('a new thread', () => {
      test('is nowhere until its first append', async () => {
        const log = store.create(newMeta());
        await log.append([]);
        expect((await list()).data).toEqual([]);
        await expect(store.read({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_not_found' });
        await expect(store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_not_found' });
        await log.close();
        expect((await list()).data).toEqual([]);
      });

      test('begins with its session_meta, once, and keeps its lines in order', async () => {
        const meta = newMeta({ forked_from_id: crypto.randomUUID(), extra: { kept: true } });
        const log = store.create(meta);
        expect(log.threadId).toBe(meta.id);
        await log.append(turn('1', 'one ä€😀'));
        await log.append(turn('2', 'two\nlines'));
        const { lines, summary } = await store.read({ id: meta.id });
        expect(lines[0]).toEqual({ timestamp: meta.timestamp, type: 'session_meta', payload: meta });
        expect(lines.slice(1)).toEqual([...turn('1', 'one ä€😀'), ...turn('2', 'two\nlines')]);
        expect(summary).toMatchObject({ id: meta.id, path: log.path, forkedFromId: meta.forked_from_id });
      });

      test('is listed once it has a user message', async () => {
        const log = await write([event({ type: 'task_started', turn_id: '1' })]);
        expect((await list()).data).toEqual([]);
        expect((await store.read({ id: log.threadId })).lines).toHaveLength(2);
        await log.append([event({ type: 'user_message', message: 'now' })]);
        expect((await list()).data.map((thread) => [thread.id, thread.preview])).toEqual([[log.threadId, 'now']]);
      });
    });

    describe('reading', () => {
      test('takes no lease and sees what was appended', async () => {
        const log = await write();
        const before = await store.read({ id: log.threadId });
        await log.append(turn('2', 'more'));
        const after = await store.read({ id: log.threadId });
        expect(after.lines).toEqual([...before.lines, ...turn('2', 'more')]);
        await log.append(turn('3', 'even more'));
      });

      test('gives lines of its own: what becomes of them, or of those given, changes nothing', async () => {
        const lines = turn('1', 'hello');
        const log = await write(lines);
        lines.length = 0;
        const first = await store.read({ id: log.threadId });
        (first.lines as RolloutLine[]).length = 0;
        expect((await store.read({ id: log.threadId })).lines).toHaveLength(turn('1', '').length + 1);
      });

      test('finds a thread by its path, where it has one', async () => {
        const { path, threadId } = await write();
        if (path !== null) expect((await store.read({ path })).summary.id).toBe(threadId);
        for (const call of ['read', 'open'] as const)
          await expect(store[call]({ path: '/no/such/rollout.jsonl' })).rejects.toMatchObject({
            code: 'thread_not_found',
          });
      });

      test('a thread that is not there is an error that names it and its mend', async () => {
        await write();
        const id = crypto.randomUUID();
        for (const call of ['read', 'open'] as const) {
          const error = await store[call]({ id }).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(isTenonError(error) && error.code).toBe('thread_not_found');
          expect(String(error)).toContain(id);
          expect(isTenonError(error) && error.mend).toBeTruthy();
        }
      });
    });

    describe('going on', () => {
      test('with a thread that was closed', async () => {
        const first = await write();
        await first.close();
        const opened = await store.open({ id: first.threadId });
        expect(opened.repair).toBeUndefined();
        expect(opened.summary).toMatchObject({ id: first.threadId, preview: 'hello' });
        expect(opened.log).toMatchObject({ threadId: first.threadId, path: first.path });
        await opened.log.append(turn('2', 'again'));
        await opened.log.close();
        expect((await store.read({ id: first.threadId })).lines).toEqual([...opened.lines, ...turn('2', 'again')]);
      });

      test('is for one at a time', async () => {
        const log = await write();
        await expect(store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_locked' });
        await log.append(turn('2', 'still mine'));
        await log.close();
        const opened = await store.open({ id: log.threadId });
        await expect(store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_locked' });
        await opened.log.append(turn('3', 'mine now'));
        await opened.log.close();
        await (await store.open({ id: log.threadId })).log.close();
      });

      test('a closed log refuses, and can be closed again', async () => {
        const log = await write();
        await log.close();
        await log.close();
        await expect(attempt(log, turn('2', 'late'))).rejects.toMatchObject({ code: 'thread_lease_lost' });
        const opened = await store.open({ id: log.threadId });
        await log.close();
        await opened.log.append(turn('2', 'the lease is still there'));
      });

      test('an append that cannot be written leaves nothing of itself', async () => {
        const log = await write();
        const cyclic: Record<string, unknown> = { type: 'message' };
        cyclic.self = cyclic;
        const bad = { timestamp: now(), type: 'response_item', payload: cyclic } as RolloutLine;
        await expect(attempt(log, [...turn('2', 'half'), bad])).rejects.toThrow();
        await log.append(turn('3', 'whole'));
        const { lines } = await store.read({ id: log.threadId });
        expect(lines.slice(1)).toEqual([...turn('1', 'hello'), ...turn('3', 'whole')]);
      });
    });

    describe('lists', () => {
      const at = (second: number) => new Date(Date.UTC(2026, 3, 30, 12, 0, second)).toISOString();
      const fill = async (count: number) => {
        for (let index = 0; index < count; index += 1)
          await write(turn('1', `q${index}`), { timestamp: at(Math.floor(index / 2)) });
      };
      const pages = async (query: Partial<ThreadQuery>) => {
        const all: ThreadPage[] = [];
        do all.push(await list({ ...query, cursor: all.at(-1)?.nextCursor ?? null }));
        while (all.at(-1)?.nextCursor);
        return all;
      };

      test('show what is known of a thread', async () => {
        const meta = newMeta({
          source: 'exec',
          git: { commit_hash: 'c', branch: 'b', repository_url: 'u' },
          forked_from_id: crypto.randomUUID(),
        });
        const log = store.create(meta);
        await log.append([...turn('1', 'first'), ...turn('2', 'second')]);
        await log.append([event({ type: 'thread_name_updated', thread_id: meta.id, thread_name: 'Its name' })]);
        const [thread] = (await list()).data;
        expect(thread).toMatchObject({
          id: meta.id,
          path: log.path,
          preview: 'first',
          name: 'Its name',
          modelProvider: 'mock',
          createdAt: Date.parse(meta.timestamp),
          cwd: '/work',
          cliVersion: '0.1.0',
          source: 'exec',
          gitInfo: { sha: 'c', branch: 'b', originUrl: 'u' },
          forkedFromId: null,
          archived: false,
        });
        expect(Math.abs(Date.now() - (thread?.updatedAt ?? 0))).toBeLessThan(60_000);
      });

      test('come in pages that hold each thread once, also where times are equal', async () => {
        await fill(9);
        for (const sortDirection of ['asc', 'desc'] as const) {
          const all = await pages({ limit: 2, sortDirection });
          expect(all.map((page) => page.data.length)).toEqual([2, 2, 2, 2, 1]);
          const threads = all.flatMap((page) => page.data);
          expect(new Set(threads.map((thread) => thread.id)).size).toBe(9);
          const times = threads.map((thread) => thread.createdAt);
          expect(times).toEqual(times.toSorted((a, b) => (sortDirection === 'asc' ? a - b : b - a)));
        }
      });

      test('an empty list has no cursors, a last page no next one', async () => {
        expect(await list()).toEqual({ data: [], nextCursor: null, backwardsCursor: null });
        await fill(2);
        expect((await list({ limit: 2 })).nextCursor).toBeNull();
      });

      test('the backwards cursor leads back, and a plain time is a cursor', async () => {
        await fill(6);
        const second = await list({ limit: 2, cursor: at(2) });
        expect(second.data.map((thread) => thread.createdAt)).toEqual([Date.parse(at(1)), Date.parse(at(1))]);
        const back = await list({ cursor: second.backwardsCursor, sortDirection: 'asc' });
        expect(back.data.map((thread) => thread.createdAt)).toEqual(
          [1, 1, 2, 2].map((second) => Date.parse(at(second))),
        );
      });

      test('what is no cursor is refused', async () => {
        await write();
        await expect(list({ cursor: 'zzz' })).rejects.toMatchObject({
          code: 'invalid_cursor',
          message: 'invalid cursor: zzz',
        });
      });

      test('sort by the last change', async () => {
        const first = await write(turn('1', 'first'));
        await pass(20);
        await write(turn('1', 'second'));
        await pass(20);
        const order = async () => (await list({ sortKey: 'updated_at' })).data.map((thread) => thread.preview);
        expect(await order()).toEqual(['second', 'first']);
        await first.append(turn('2', 'again'));
        expect(await order()).toEqual(['first', 'second']);
      });

      test('filter', async () => {
        await write(turn('1', 'apples'), { cwd: '/a', model_provider: 'one', source: 'cli' });
        await write(turn('1', 'pears'), { cwd: '/b', model_provider: 'two', source: { subagent: 'review' } });
        const previews = async (query: Partial<ThreadQuery>) =>
          (await list(query)).data.map((thread) => thread.preview).sort();
        expect(await previews({})).toEqual(['apples', 'pears']);
        expect(await previews({ modelProviders: [], sourceKinds: [], cwds: [] })).toEqual(['apples', 'pears']);
        expect(await previews({ cwds: ['/b', '/c'] })).toEqual(['pears']);
        expect(await previews({ modelProviders: ['one'] })).toEqual(['apples']);
        expect(await previews({ sourceKinds: ['subAgentReview'] })).toEqual(['pears']);
        expect(await previews({ sourceKinds: ['exec'] })).toEqual([]);
        expect(await previews({ searchTerm: 'ppl' })).toEqual(['apples']);
        expect(await previews({ archived: true })).toEqual([]);
      });
    });

    test('closing gives up every lease, and can be done twice', async () => {
      const log = await write();
      await store.close();
      await store.close();
      await expect(attempt(log, turn('2', 'late'))).rejects.toMatchObject({ code: 'thread_lease_lost' });
      const opened = await another()?.open({ id: log.threadId });
      await opened?.log.append(turn('2', 'mine'));
    });

    test('a second store sees the threads, and cannot write one that is open', async () => {
      const second = another();
      if (!second) return;
      const log = await write();
      expect((await second.list(FIRST_PAGE)).data.map((thread) => thread.id)).toEqual([log.threadId]);
      expect((await second.read({ id: log.threadId })).summary.preview).toBe('hello');
      const refused = await second.open({ id: log.threadId }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(isTenonError(refused) && refused.code).toBe('thread_locked');
      expect(String(refused)).toContain(String(process.pid));
      await log.append(turn('2', 'more'));
      await log.close();
      const opened = await second.open({ id: log.threadId });
      expect(opened.lines).toHaveLength(1 + 2 * turn('', '').length);
      await opened.log.append(turn('3', 'theirs'));
      await expect(store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_locked' });
      expect((await store.read({ id: log.threadId })).lines).toHaveLength(1 + 3 * turn('', '').length);
    });
  });
}

const FIRST_PAGE: ThreadQuery = { limit: 25, sortKey: 'created_at', sortDirection: 'desc' };

const now = () => new Date().toISOString();

const newMeta = (more: Partial<SessionMeta> = {}): SessionMeta => ({
  id: crypto.randomUUID(),
  timestamp: now(),
  cwd: '/work',
  originator: 'contract',
  cli_version: '0.1.0',
  source: 'vscode',
  model_provider: 'mock',
  ...more,
});

const TIMESTAMP = '2026-04-30T12:00:00.123Z';

const event = (payload: Extract<RolloutLine, { type: 'event_msg' }>['payload']): RolloutLine => ({
  timestamp: TIMESTAMP,
  type: 'event_msg',
  payload,
});

/** The lines of a short turn. */
const turn = (id: string, text: string): RolloutLine[] => [
  event({ type: 'task_started', turn_id: id }),
  {
    timestamp: TIMESTAMP,
    type: 'response_item',
    payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  },
  event({ type: 'user_message', message: text }),
  event({ type: 'agent_message', message: 'answer' }),
  event({ type: 'task_complete', turn_id: id }),
];

/** An append may fail at once or later. */
const attempt = async (log: ThreadLog, lines: readonly RolloutLine[]) => log.append(lines);

/** So that two times differ. */
const pass = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

import type { ThreadPage, ThreadQuery } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { describe, expect, test } from 'vitest';
import { event, newMeta, pass, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testLists(suite: StoreSuite): void {
  const { write, list } = suite;
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
      const log = suite.store.create(meta);
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
      expect(back.data.map((thread) => thread.createdAt)).toEqual([1, 1, 2, 2].map((second) => Date.parse(at(second))));
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

    test('the words of what was said are searched, by their beginnings', async () => {
      const said = (text: string): RolloutLine[] => [
        ...turn('1', 'begin'),
        event({ type: 'agent_message', message: text }),
      ];
      await write(said('The Parser of übung reads foo_bar("x") AND NOT y'));
      await write(said('東京都に行く'));
      const found = async (searchTerm: string) =>
        (await list({ searchTerm, searchIn: 'text' })).data.map((thread) => thread.createdAt).length;
      for (const term of ['pars', 'ÜBUNG reads', 'ubung', 'foo_b', '京都', '行', 'parser answ begin']) {
        expect([term, await found(term)]).toEqual([term, 1]);
      }
      expect(await found('beg')).toBe(2);
      expect(await found('arser')).toBe(0);
      expect(await found('parser 東京')).toBe(0);
    });

    test('what is searched for is data, whatever it holds', async () => {
      await write(turn('1', 'plain or not'));
      for (const term of [
        '"',
        "'",
        '*',
        '"*(',
        'NEAR(a b',
        'body:x',
        '^a',
        'a AND',
        '- + ~',
        '%_',
        '\\',
        '\u0000',
        '\ud800',
      ])
        for (const searchIn of ['title', 'text'] as const)
          expect([term, (await list({ searchTerm: `${term} zzz`, searchIn })).data]).toEqual([term, []]);
      expect((await list({ searchTerm: 'PLAIN "or" (not)', searchIn: 'text' })).data).toHaveLength(1);
    });

    test('a list that is read while threads are added neither repeats nor skips one', async () => {
      // A fixed seed: which threads come between which pages.
      let seed = 20_260_430;
      const random = (below: number) => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed % below;
      };
      const ids = new Set<string>();
      const add = async () => {
        const log = await write(turn('1', 'q'), { timestamp: at(random(5)) });
        ids.add(log.threadId);
        await log.close();
      };
      for (const sortKey of ['created_at', 'updated_at'] as const)
        for (const sortDirection of ['asc', 'desc'] as const) {
          for (let count = 0; count < 6; count += 1) await add();
          const before = [...ids];
          const seen: string[] = [];
          let cursor: string | null = null;
          do {
            const page: ThreadPage = await list({ limit: 1 + random(4), sortKey, sortDirection, cursor });
            seen.push(...page.data.map((thread) => thread.id));
            cursor = page.nextCursor;
            for (let count = ids.size < 60 ? random(3) : 0; count > 0; count -= 1) await add();
          } while (cursor !== null);
          expect(new Set(seen).size).toBe(seen.length);
          expect(before.filter((id) => !seen.includes(id))).toEqual([]);
        }
    });
  });
}

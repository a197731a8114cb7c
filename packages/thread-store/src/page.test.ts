import { isTenonError } from '@tenon/plugin-api';
import type { ThreadQuery, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { SessionSource } from '@tenon/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeCursor, pageOf, parseCursor, sourceKindsOf } from './page.ts';

const thread = (id: string, more: Partial<ThreadSummary> = {}): ThreadSummary => ({
  id,
  path: null,
  preview: `q ${id}`,
  name: null,
  modelProvider: 'p',
  createdAt: 1000,
  updatedAt: 1000,
  cwd: '/w',
  cliVersion: '1',
  source: 'cli',
  gitInfo: null,
  forkedFromId: null,
  agentNickname: null,
  agentRole: null,
  archived: false,
  memoryMode: 'enabled',
  ...more,
});
const query = (more: Partial<ThreadQuery> = {}): ThreadQuery => ({
  limit: 25,
  sortKey: 'created_at',
  sortDirection: 'desc',
  ...more,
});

test('pages hold each thread once, in order, also where times are equal', () => {
  const threads = fc
    .uniqueArray(fc.record({ id: fc.uuid(), at: fc.nat({ max: 4 }) }), { selector: (one) => one.id, maxLength: 30 })
    .map((all) => all.map(({ id, at }) => thread(id, { createdAt: at * 1000, updatedAt: (4 - at) * 1000 })));
  fc.assert(
    fc.property(
      threads,
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom('created_at' as const, 'updated_at' as const),
      fc.constantFrom('asc' as const, 'desc' as const),
      (all, limit, sortKey, sortDirection) => {
        const seen: ThreadSummary[] = [];
        let cursor: string | null = null;
        do {
          const page = pageOf(all, query({ limit, sortKey, sortDirection, cursor }));
          expect(page.data.length).toBeLessThanOrEqual(limit);
          seen.push(...page.data);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen.map((one) => one.id).sort()).toEqual(all.map((one) => one.id).sort());
        const times = seen.map((one) => (sortKey === 'created_at' ? one.createdAt : one.updatedAt));
        expect(times).toEqual([...times].sort((a, b) => (sortDirection === 'asc' ? a - b : b - a)));
      },
    ),
  );
});

test('the backwards cursor leads back to the first thread, in the other direction', () => {
  const all = [1, 2, 3, 4].map((at) => thread(`${at}`, { createdAt: at * 1000 }));
  const page = pageOf(all, query({ limit: 2, cursor: encodeCursor({ time: 4000 }) }));
  expect(page.data.map((one) => one.id)).toEqual(['3', '2']);
  expect(page.backwardsCursor).toBe('1970-01-01T00:00:02.999Z');
  const back = pageOf(all, query({ sortDirection: 'asc', cursor: page.backwardsCursor }));
  expect(back.data.map((one) => one.id)).toEqual(['3', '4']);
  expect(pageOf([], query())).toEqual({ data: [], nextCursor: null, backwardsCursor: null });
});

test('cursors: plain times are read, anything else is refused in these words', () => {
  expect(parseCursor('2026-04-30T12:00:00Z')).toEqual({ time: Date.parse('2026-04-30T12:00:00Z') });
  expect(parseCursor('2026-04-30T14:00:00.5+02:00|x')).toEqual({
    time: Date.parse('2026-04-30T12:00:00.500Z'),
    id: 'x',
  });
  for (const bad of ['zzz', '2026', '2026-13-30T12:00:00Z', '|', '5']) {
    const error = (() => {
      try {
        return parseCursor(bad);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isTenonError(error) && [error.code, error.message]).toEqual(['invalid_cursor', `invalid cursor: ${bad}`]);
  }
});

test('filters', () => {
  const all = [
    thread('a', { modelProvider: 'x', cwd: '/a' }),
    thread('b', { source: 'exec', name: 'Named' }),
    thread('c', { archived: true }),
    thread('d', { source: { subAgent: 'review' } }),
  ];
  const ids = (more: Partial<ThreadQuery>) =>
    pageOf(all, query({ sortDirection: 'asc', ...more })).data.map((one) => one.id);
  expect(ids({})).toEqual(['a', 'b', 'd']);
  expect(ids({ archived: true })).toEqual(['c']);
  expect(ids({ modelProviders: ['x'] })).toEqual(['a']);
  expect(ids({ modelProviders: [] })).toEqual(['a', 'b', 'd']);
  expect(ids({ cwds: ['/a', '/b'] })).toEqual(['a']);
  expect(ids({ searchTerm: 'Name' })).toEqual(['b']);
  expect(ids({ searchTerm: 'q a' })).toEqual(['a']);
  expect(ids({ sourceKinds: ['exec', 'subAgentReview'] })).toEqual(['b', 'd']);
});

test('lists do not tell where a thread was forked from', () => {
  expect(pageOf([thread('a', { forkedFromId: 'b' })], query()).data[0]?.forkedFromId).toBeNull();
});

test('each source goes by its kinds', () => {
  const sources: SessionSource[] = [
    'appServer',
    { custom: 'x' },
    { subAgent: 'compact' },
    { subAgent: 'memory_consolidation' },
    { subAgent: { other: 'x' } },
    { subAgent: { thread_spawn: { depth: 1, parent_thread_id: 'p' } } },
  ];
  expect(sources.map((source) => sourceKindsOf(source).at(-1))).toEqual([
    'appServer',
    'unknown',
    'subAgentCompact',
    'subAgentOther',
    'subAgentOther',
    'subAgentThreadSpawn',
  ]);
});

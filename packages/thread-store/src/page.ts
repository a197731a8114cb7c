import { tenonError } from '@tenon/plugin-api';
import type { ThreadPage, ThreadQuery, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { SessionSource } from '@tenon/protocol';

/** A place in a list: a time, and (in cursors of ours) the id of the thread there, so that threads of one time neither repeat nor vanish. */
export interface Cursor {
  /** Unix milliseconds. */
  readonly time: number;
  readonly id?: string;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** `2026-04-30T12:00:00.123Z|<id>`; Codex's own, a plain RFC 3339 time, is read too. Throws `invalid_cursor`. */
export function parseCursor(cursor: string): Cursor {
  const bar = cursor.indexOf('|');
  const stamp = bar < 0 ? cursor : cursor.slice(0, bar);
  const time = RFC_3339.test(stamp) ? Date.parse(stamp) : Number.NaN;
  if (Number.isNaN(time))
    throw tenonError({
      code: 'invalid_cursor',
      message: `invalid cursor: ${cursor}`,
      mend: 'Give a cursor as a page gave it out, or none to begin at the first page.',
    });
  return bar < 0 ? { time } : { time, id: cursor.slice(bar + 1) };
}

export const encodeCursor = ({ time, id }: Cursor): string =>
  `${new Date(time).toISOString()}${id === undefined ? '' : `|${id}`}`;

type Order = Pick<ThreadQuery, 'sortKey' | 'sortDirection'>;

export const sortTime = (summary: ThreadSummary, { sortKey }: Pick<ThreadQuery, 'sortKey'>): number =>
  sortKey === 'updated_at' ? summary.updatedAt : summary.createdAt;

/** By time, then by id, in the direction of the query. */
export function compareThreads(order: Order): (a: ThreadSummary, b: ThreadSummary) => number {
  const sign = order.sortDirection === 'asc' ? 1 : -1;
  return (a, b) => sign * (sortTime(a, order) - sortTime(b, order) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** True for a thread behind the cursor, in the direction of the query. A cursor without an id leaves out all threads of its time. */
export function isBehind(summary: ThreadSummary, cursor: Cursor, order: Order): boolean {
  const sign = order.sortDirection === 'asc' ? 1 : -1;
  const distance = sign * (sortTime(summary, order) - cursor.time);
  if (distance !== 0 || cursor.id === undefined) return distance > 0;
  return sign > 0 ? summary.id > cursor.id : summary.id < cursor.id;
}

/** True for a thread that the filters of the query let through; the cursor is not looked at. */
export function matchesQuery(summary: ThreadSummary, query: ThreadQuery): boolean {
  const { modelProviders = [], sourceKinds = [], cwds = [], searchTerm } = query;
  if (summary.archived !== (query.archived ?? false)) return false;
  if (modelProviders.length > 0 && !modelProviders.includes(summary.modelProvider)) return false;
  if (cwds.length > 0 && !cwds.includes(summary.cwd)) return false;
  if (sourceKinds.length > 0 && !sourceKindsOf(summary.source).some((kind) => sourceKinds.includes(kind))) return false;
  return !searchTerm || summary.preview.includes(searchTerm) || (summary.name?.includes(searchTerm) ?? false);
}

/** The words of `sourceKinds` that a source goes by. */
export function sourceKindsOf(source: SessionSource): readonly string[] {
  if (typeof source === 'string') return [source];
  if ('custom' in source) return ['unknown'];
  const { subAgent } = source;
  if (subAgent === 'review') return ['subAgent', 'subAgentReview'];
  if (subAgent === 'compact') return ['subAgent', 'subAgentCompact'];
  if (typeof subAgent === 'object' && 'thread_spawn' in subAgent) return ['subAgent', 'subAgentThreadSpawn'];
  return ['subAgent', 'subAgentOther'];
}

/**
 * The page of sorted threads that match and stand behind the cursor. `more`: whether any follow.
 * `forkedFromId` is null in lists, as Codex has it. `backwardsCursor` is for the opposite direction: there, the first thread comes again.
 */
export function threadPage(data: readonly ThreadSummary[], more: boolean, query: ThreadQuery): ThreadPage {
  const first = data[0];
  const last = data.at(-1);
  const towards = query.sortDirection === 'asc' ? 1 : -1;
  return {
    data: data.map((summary) => ({ ...summary, forkedFromId: null })),
    nextCursor: last && more ? encodeCursor({ time: sortTime(last, query), id: last.id }) : null,
    backwardsCursor: first ? encodeCursor({ time: sortTime(first, query) + towards }) : null,
  };
}

/** The page of a list that is all in memory. Throws `invalid_cursor`. */
export function pageOf(all: Iterable<ThreadSummary>, query: ThreadQuery): ThreadPage {
  const cursor = query.cursor ? parseCursor(query.cursor) : undefined;
  const found = [...all]
    .filter((summary) => matchesQuery(summary, query) && (!cursor || isBehind(summary, cursor, query)))
    .sort(compareThreads(query));
  return threadPage(found.slice(0, query.limit), found.length > query.limit, query);
}

import { tenonError } from '@tenon/plugin-api';
import type { ThreadPage, ThreadQuery, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { SessionSource } from '@tenon/protocol';
import { hasWords, searchWords } from './words.ts';

/** A place in a list: a time, and (in cursors of ours) the id of the thread there, so that threads of one time neither repeat nor vanish. */
export interface Cursor {
  /** Unix milliseconds. */
  readonly time: number;
  readonly id?: string;
  /** Where threads move while a list is read: the state of the store that the list is of. Its meaning is the store's own. */
  readonly asOf?: number;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** `2026-04-30T12:00:00.123Z|<id>` or `<time>~<asOf>|<id>`; Codex's own, a plain RFC 3339 time, is read too. Throws `invalid_cursor`. */
export function parseCursor(cursor: string): Cursor {
  const bar = cursor.indexOf('|');
  const [, stamp = '', asOf] = /^([^~]*)(?:~(\d{1,15}))?$/.exec(bar < 0 ? cursor : cursor.slice(0, bar)) ?? [];
  const time = RFC_3339.test(stamp) ? Date.parse(stamp) : Number.NaN;
  if (Number.isNaN(time))
    throw tenonError({
      code: 'invalid_cursor',
      message: `invalid cursor: ${cursor}`,
      mend: 'Give a cursor as a page gave it out, or none to begin at the first page.',
    });
  return { time, ...(bar >= 0 && { id: cursor.slice(bar + 1) }), ...(asOf !== undefined && { asOf: Number(asOf) }) };
}

export const encodeCursor = ({ time, id, asOf }: Cursor): string =>
  `${new Date(time).toISOString()}${asOf === undefined ? '' : `~${asOf}`}${id === undefined ? '' : `|${id}`}`;

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

/** True for a thread that the filters of the query let through; neither the cursor nor a search of its text is looked at. */
export function matchesQuery(summary: ThreadSummary, query: ThreadQuery): boolean {
  const { modelProviders = [], sourceKinds = [], cwds = [], searchTerm } = query;
  if (summary.archived !== (query.archived ?? false)) return false;
  if (modelProviders.length > 0 && !modelProviders.includes(summary.modelProvider)) return false;
  if (cwds.length > 0 && !cwds.includes(summary.cwd)) return false;
  if (sourceKinds.length > 0 && !sourceKindsOf(summary.source).some((kind) => sourceKinds.includes(kind))) return false;
  if (!searchTerm || query.searchIn === 'text') return true;
  return summary.preview.includes(searchTerm) || (summary.name?.includes(searchTerm) ?? false);
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

/** Whether a query looks into the text of threads, and for what; undefined for one that does not. */
export const textSearch = ({ searchIn, searchTerm }: ThreadQuery): readonly string[] | undefined =>
  searchIn === 'text' && searchTerm ? searchWords(searchTerm) : undefined;

/**
 * The page of sorted threads that match and stand behind the cursor. `more`: whether any follow. `place`: where one stands in the
 * list, if not at its time. `forkedFromId` is null in lists, as Codex has it. `backwardsCursor` is for the opposite direction: there,
 * the first thread comes again.
 */
export function threadPage(
  data: readonly ThreadSummary[],
  more: boolean,
  query: ThreadQuery,
  place: (summary: ThreadSummary) => Cursor = (summary) => ({ time: sortTime(summary, query), id: summary.id }),
): ThreadPage {
  const first = data[0];
  const last = data.at(-1);
  const towards = query.sortDirection === 'asc' ? 1 : -1;
  return {
    data: data.map((summary) => ({ ...summary, forkedFromId: null })),
    nextCursor: last && more ? encodeCursor(place(last)) : null,
    backwardsCursor: first ? encodeCursor({ time: place(first).time + towards }) : null,
  };
}

/** The page of a list that is all in memory. `wordsOf`: the words of a thread's text (`addWords`). Throws `invalid_cursor`. */
export function pageOf(
  all: Iterable<ThreadSummary>,
  query: ThreadQuery,
  wordsOf: (summary: ThreadSummary) => ReadonlySet<string> = () => new Set(),
): ThreadPage {
  const cursor = query.cursor ? parseCursor(query.cursor) : undefined;
  const words = textSearch(query);
  const found = [...all]
    .filter((summary) => matchesQuery(summary, query) && (!cursor || isBehind(summary, cursor, query)))
    .filter((summary) => !words || hasWords(words, wordsOf(summary)))
    .sort(compareThreads(query));
  return threadPage(found.slice(0, query.limit), found.length > query.limit, query);
}

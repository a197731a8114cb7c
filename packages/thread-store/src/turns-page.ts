import { tenonError } from '@tenon/plugin-api';
import type { LineFilter, ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, Turn } from '@tenon/protocol';
import { TurnTail } from './turn-tail.ts';
import { TURN_EVENTS, type TurnsOptions, threadTurns } from './turns.ts';

const TURN_LINES: LineFilter = { types: ['event_msg', 'compacted'], events: TURN_EVENTS, withoutRepeats: true };

/** All turns of a stored thread. As `threadTurns`; response items are not read. */
export async function loadTurns(lines: ThreadLines, options: TurnsOptions = {}): Promise<Turn[]> {
  return (await newestTurns(lines, () => false, options)).turns;
}

export interface TurnsPageQuery extends TurnsOptions {
  /** As given out by the last page. Default: the first page. */
  readonly cursor?: string | null;
  /** Default 25; at least 1. */
  readonly limit?: number;
  /** Default `desc`: newest first. */
  readonly sortDirection?: 'asc' | 'desc';
}

export interface TurnsPage {
  readonly data: Turn[];
  readonly nextCursor: string | null;
  /** For the opposite direction: there, the first turn comes again. */
  readonly backwardsCursor: string | null;
}

/** A page of a stored thread's turns. Newest first, no more than these are read. Throws `invalid_cursor`. */
export async function turnsPage(lines: ThreadLines, query: TurnsPageQuery = {}): Promise<TurnsPage> {
  const limit = Math.max(1, Math.trunc(query.limit ?? 25));
  const anchor = query.cursor ? parseCursor(query.cursor) : undefined;
  const isAscending = query.sortDirection === 'asc';
  let seen = anchor ? Number.NEGATIVE_INFINITY : 0;
  const enough = (id: string) => {
    if (isAscending) return false;
    if (id === anchor?.turnId) seen = anchor.includeAnchor ? 0 : -1;
    seen += 1;
    // One more than asked for tells whether there is a next page.
    return seen > limit;
  };
  const { turns } = await newestTurns(lines, enough, query);
  if (!isAscending) turns.reverse();
  const at = anchor ? turns.findIndex((turn) => turn.id === anchor.turnId) : 0;
  if (anchor && at < 0) throw invalidCursor(query.cursor ?? '');
  const start = anchor && !anchor.includeAnchor ? at + 1 : at;
  const data = turns.slice(start, start + limit);
  const last = data.at(-1);
  const first = data[0];
  return {
    data,
    nextCursor: last && turns.length > start + limit ? encodeCursor(last.id, false) : null,
    backwardsCursor: first ? encodeCursor(first.id, true) : null,
  };
}

export interface TurnsWithin {
  readonly turns: Turn[];
  /** False when older ones were left out. */
  readonly complete: boolean;
}

/** The newest turns whose text is no longer than `maxSize` characters in sum, oldest first; the last one in any case. */
export async function turnsWithin(
  lines: ThreadLines,
  maxSize: number,
  options: TurnsOptions = {},
): Promise<TurnsWithin> {
  let size = 0;
  const enough = (_: string, turnSize: number) => {
    const isOver = size > maxSize;
    size += turnSize;
    return isOver;
  };
  const { turns, complete, textSize } = await newestTurns(lines, enough, options);
  if (complete && textSize <= maxSize) return { turns, complete };
  let kept = turns.length;
  for (let sum = 0; kept > 0; kept -= 1) {
    sum += sizeOf(turns[kept - 1]);
    if (sum > maxSize && kept < turns.length) break;
  }
  // The one that told that it is enough is one too many.
  if (!complete) kept = Math.max(1, kept);
  return { turns: turns.slice(kept), complete: kept === 0 };
}

interface NewestTurns extends TurnsWithin {
  /** Characters in the lines that were read: the turns have no other text. */
  readonly textSize: number;
}

/**
 * Reads backward, until `enough` says of a turn that nothing before it is wanted; that turn is given too. It is asked for turns that
 * stand, newest first. A log with turns that no `task_started` opens is read whole: their ids count its lines.
 */
async function newestTurns(
  lines: ThreadLines,
  enough: (turnId: string, size: number) => boolean,
  options: TurnsOptions,
): Promise<NewestTurns> {
  const tail = new TurnTail((line) => line.type === 'event_msg' && line.payload.type === 'user_message');
  const read: RolloutLine[] = [];
  let complete = true;
  let full = false;
  let textSize = 0;
  /** `textSize` behind the turn that is read. */
  let sizeBefore = 0;
  search: for await (const batch of lines.backward(TURN_LINES))
    for (const line of batch) {
      read.push(line);
      const step = tail.step(line);
      // The last message of a turn is told twice: here, and as a message.
      if (line.type !== 'event_msg' || line.payload.type === 'task_complete') continue;
      textSize += sizeOf(line.payload);
      if (step === undefined || line.payload.type !== 'task_started') continue;
      if (step === 'turn') full = enough(line.payload.turn_id, textSize - sizeBefore) || full;
      sizeBefore = textSize;
      if (full && step === 'turn' && tail.whole) {
        complete = false;
        break search;
      }
    }
  const turns = threadTurns(read.reverse(), options);
  if (!turns.some((turn) => turn.id.startsWith('rollout-'))) return { turns, complete, textSize };
  const all: RolloutLine[] = [];
  for await (const batch of lines.forward()) for (const line of batch) all.push(line);
  return { turns: threadTurns(all, options), complete: true, textSize };
}

/** The characters of all strings in a value. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let size = 0;
  for (const key in value) size += sizeOf((value as Record<string, unknown>)[key]);
  return size;
}

/** As Codex's: JSON. */
const encodeCursor = (turnId: string, includeAnchor: boolean) => JSON.stringify({ turnId, includeAnchor });

function parseCursor(cursor: string): { readonly turnId: string; readonly includeAnchor: boolean } {
  try {
    const { turnId, includeAnchor } = JSON.parse(cursor) as Record<string, unknown>;
    if (typeof turnId === 'string' && typeof includeAnchor === 'boolean') return { turnId, includeAnchor };
  } catch (cause) {
    throw invalidCursor(cursor, cause);
  }
  throw invalidCursor(cursor);
}

const invalidCursor = (cursor: string, cause?: unknown) =>
  tenonError({
    code: 'invalid_cursor',
    message: `invalid cursor: ${cursor}`,
    mend: 'Give a cursor as a page gave it out, or none to begin at the first page. A turn that was rolled back is no place any more.',
    cause,
  });

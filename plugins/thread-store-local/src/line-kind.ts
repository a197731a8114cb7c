import type { LineFilter } from '@tenon/plugin-api/thread-store';

/** How every line begins that this program or Codex wrote: a timestamp, the type, and (of events) the event's type. */
const STAMP = '{"timestamp":"';
const TYPE = '","type":"';
const EVENT = '","payload":{"type":"';
/** Behind a timestamp of 24 characters, where response items have it: most lines are one, and this is the cheapest way to tell. */
const ITEM = Buffer.from(`${TYPE}r`);
const ITEM_AT = STAMP.length + 24;
/** All that stands before the end of an event's type is no longer than this. */
const REACH = 160;

/** Tells the lines that a filter passes over by how they begin. One that begins in another way must be parsed. */
export function lineSieve(filter: LineFilter | undefined): (bytes: Buffer, start: number, end: number) => boolean {
  if (!filter?.types && !filter?.events) return () => true;
  const types = filter.types && new Set<string>(filter.types);
  const events = filter.events && new Set(filter.events);
  const passesItems = types && ![...types].some((type) => type.startsWith('r'));
  return (bytes, start, end) => {
    if (passesItems && has(bytes, start + ITEM_AT, ITEM)) return false;
    // One call for the whole beginning, and then functions of strings: fast from the first line on, when nothing is compiled yet.
    const head = bytes.toString('latin1', start, Math.min(end, start + REACH));
    const stampEnd = head.startsWith(STAMP) ? head.indexOf('"', STAMP.length) : -1;
    if (stampEnd < 0 || !head.startsWith(TYPE, stampEnd)) return true;
    const typeAt = stampEnd + TYPE.length;
    const typeEnd = head.indexOf('"', typeAt);
    if (typeEnd < 0) return true;
    const type = head.slice(typeAt, typeEnd);
    if (types && !types.has(type)) return false;
    if (!events || type !== 'event_msg' || !head.startsWith(EVENT, typeEnd)) return true;
    const eventAt = typeEnd + EVENT.length;
    const eventEnd = head.indexOf('"', eventAt);
    return eventEnd < 0 || events.has(head.slice(eventAt, eventEnd));
  };
}

function has(bytes: Buffer, at: number, word: Buffer): boolean {
  for (let index = word.length - 1; index >= 0; index -= 1) if (bytes[at + index] !== word[index]) return false;
  return true;
}

import type { LineFilter } from '@tenon/plugin-api/thread-store';

/** How every line begins that this program or Codex wrote: a timestamp, the type, and (of events) the event's type. */
const STAMP = Buffer.from('{"timestamp":"');
const TYPE = Buffer.from('","type":"');
const EVENT = Buffer.from('event_msg","payload":{"type":"');
const QUOTE = 34;
/** A timestamp and a type are no longer than this. */
const REACH = 96;

/** Tells the lines that a filter passes over by how they begin. One that begins in another way must be parsed. */
export function lineSieve(filter: LineFilter | undefined): (bytes: Buffer, start: number, end: number) => boolean {
  if (!filter?.types && !filter?.events) return () => true;
  const types = filter.types?.map((type) => Buffer.from(`${type}"`));
  const events = filter.events?.map((event) => Buffer.from(`${event}"`));
  const isOneOf = (words: readonly Buffer[], bytes: Buffer, at: number) => words.some((word) => has(bytes, at, word));
  return (bytes, start, end) => {
    if (!has(bytes, start, STAMP)) return true;
    const quote = indexOfQuote(bytes, start + STAMP.length, Math.min(end, start + REACH));
    if (quote < 0 || !has(bytes, quote, TYPE)) return true;
    const type = quote + TYPE.length;
    if (types && !isOneOf(types, bytes, type)) return false;
    return !events || !has(bytes, type, EVENT) || isOneOf(events, bytes, type + EVENT.length);
  };
}

/** Byte by byte: the words are short, and this is cheaper than a call of a native function. */
function has(bytes: Buffer, at: number, word: Buffer): boolean {
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return false;
  return true;
}

function indexOfQuote(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at += 1) if (bytes[at] === QUOTE) return at;
  return -1;
}

import type { LineFilter } from '@tenon/plugin-api/thread-store';

const MESSAGE = '"last_agent_message":"';
/** Where it stands in a `task_complete` that this program or Codex wrote: behind the turn's id. */
const REACH = 200;
/** Bytes: to cut out less is not worth the search. */
const SHORT = 256;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * The text of a line, for a parser. With `withoutRepeats` that of a `task_complete` may have null for its last message, which is half of
 * what a thread's events hold.
 */
export function lineText(bytes: Buffer, start: number, end: number, filter: LineFilter | undefined): string {
  const whole = () => bytes.toString('utf8', start, end);
  if (!filter?.withoutRepeats || end - start < SHORT) return whole();
  const head = bytes.toString('latin1', start, start + REACH);
  const at = head.includes('"task_complete"') ? head.indexOf(MESSAGE) : -1;
  if (at < 0) return whole();
  const from = start + at + MESSAGE.length;
  const to = stringEnd(bytes, from, end);
  // Content that is kept apart needs the place it came from.
  if (to < 0 || bytes.subarray(to, end).includes('"blobs"')) return whole();
  return `${bytes.toString('utf8', start, from - 1)}null${bytes.toString('utf8', to + 1, end)}`;
}

/** Where the quote stands that ends a JSON string; -1: before `end` there is none. */
function stringEnd(bytes: Buffer, from: number, end: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at >= 0 && at < end; at = bytes.indexOf(QUOTE, at + 1)) {
    let escapes = 0;
    while (bytes[at - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return -1;
}

/** A token is taken as this many bytes, as Codex does. */
const TOKEN_BYTES = 4;

/** Bytes of UTF-8 text, of which only the beginning and the end are kept. Memory never grows beyond the capacity. */
export interface OutputBuffer {
  /** All bytes that ever came. */
  readonly totalBytes: number;
  /** `text` begins and ends at whole characters. */
  append(text: Uint8Array): void;
  /** The text; beyond `maxBytes`, its beginning and end around `…N tokens truncated…`, under a line with the number of lines. */
  render(maxBytes: number): string;
}

export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / TOKEN_BYTES);
}

export function bytesOf(tokens: number): number {
  return Math.floor(tokens) * TOKEN_BYTES;
}

export function createOutputBuffer(capacity: number): OutputBuffer {
  const half = Math.floor(capacity / 2);
  let head = Buffer.alloc(0);
  let headBytes = 0;
  let headFull = false;
  let ring: Buffer | undefined;
  let ringAt = 0;
  let ringBytes = 0;
  let totalBytes = 0;
  let lineBreaks = 0;
  let last = 0;

  const appendToHead = (text: Uint8Array) => {
    if (headBytes + text.length > head.length) {
      const larger = Buffer.allocUnsafe(Math.min(half, Math.max(1024, 2 * (headBytes + text.length))));
      head.copy(larger, 0, 0, headBytes);
      head = larger;
    }
    head.set(text, headBytes);
    headBytes += text.length;
  };
  const appendToRing = (text: Uint8Array) => {
    ring ??= Buffer.allocUnsafe(half);
    const kept = text.subarray(Math.max(0, text.length - half));
    const first = kept.subarray(0, half - ringAt);
    ring.set(first, ringAt);
    ring.set(kept.subarray(first.length), 0);
    ringAt = (ringAt + kept.length) % half;
    ringBytes = Math.min(half, ringBytes + kept.length);
  };
  const tail = () => {
    if (!ring) return Buffer.alloc(0);
    return ringBytes < half
      ? ring.subarray(0, ringBytes)
      : Buffer.concat([ring.subarray(ringAt), ring.subarray(0, ringAt)]);
  };

  return {
    get totalBytes() {
      return totalBytes;
    },
    append(text) {
      if (text.length === 0) return;
      totalBytes += text.length;
      lineBreaks += countLineBreaks(text);
      last = text.at(-1) ?? 0;
      const room = headFull ? 0 : half - headBytes;
      const cut = text.length <= room ? text.length : characterStart(text, room);
      if (cut > 0) appendToHead(text.subarray(0, cut));
      if (cut === text.length) return;
      headFull = true;
      appendToRing(text.subarray(cut));
    },
    render(maxBytes) {
      const kept = Buffer.concat([head.subarray(0, headBytes), tail()]);
      if (totalBytes === kept.length && totalBytes <= maxBytes) return kept.toString();
      const budget = Math.min(maxBytes, kept.length);
      // Never beyond the head: what was dropped between head and ring must lie in the cut.
      const beginBytes = Math.min(Math.floor(budget / 2), headBytes);
      const begin = kept.subarray(0, characterStart(kept, beginBytes));
      const end = kept.subarray(characterEnd(kept, kept.length - (budget - beginBytes)));
      const removed = tokensOf(totalBytes - begin.length - end.length);
      const lines = lineBreaks + (last === 0x0a ? 0 : 1);
      return `Total output lines: ${lines}\n\n${begin.toString()}…${removed} tokens truncated…${end.toString()}`;
    },
  };
}

function countLineBreaks(text: Uint8Array): number {
  let count = 0;
  const { length } = text;
  for (let index = 0; index < length; index++) count += text[index] === 0x0a ? 1 : 0;
  return count;
}

const continues = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** The start of the character that the position is in: a cut there splits none. */
function characterStart(text: Uint8Array, position: number): number {
  let start = position;
  while (start > 0 && continues(text[start])) start--;
  return start;
}

/** The end of the character that the position is in. */
function characterEnd(text: Uint8Array, position: number): number {
  let end = position;
  while (continues(text[end])) end++;
  return end;
}

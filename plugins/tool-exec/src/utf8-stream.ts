/** Cuts a stream of bytes at whole characters: bytes of a character that is not complete wait for the next chunk. */
export interface Utf8Stream {
  push(chunk: Uint8Array): Uint8Array;
  /** What waits, when no more will come. */
  end(): Uint8Array;
}

const NOTHING = new Uint8Array();

export function createUtf8Stream(): Utf8Stream {
  let waiting: Uint8Array = NOTHING;
  return {
    push(chunk) {
      const bytes = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
      const cut = bytes.length - unfinishedBytes(bytes);
      waiting = cut === bytes.length ? NOTHING : bytes.slice(cut);
      return bytes.subarray(0, cut);
    },
    end() {
      const rest = waiting;
      waiting = NOTHING;
      return rest;
    },
  };
}

/** How many bytes at the end begin a character without ending it: 0 to 3. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return back < length ? back : 0;
  }
  return 0;
}

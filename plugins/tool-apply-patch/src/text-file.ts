/** A text file as lines, each with the line end it has. */
export interface TextFile {
  /** Lines without their ends. */
  readonly texts: readonly string[];
  /** `\n`, `\r\n`, or nothing for a last line without one. */
  readonly ends: readonly string[];
  /** The end most lines have; `\n` for an empty file. */
  readonly lineEnd: '\n' | '\r\n';
  readonly byteOrderMark: boolean;
}

/** The text of a file, or undefined when it is not UTF-8 text (a NUL byte counts as binary). A byte order mark is kept. */
export function decodeText(data: Uint8Array): string | undefined {
  if (data.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    // The decoder's one error is invalid UTF-8, which is the answer.
    return undefined;
  }
}

export function splitText(text: string): TextFile {
  const byteOrderMark = text.startsWith('\uFEFF');
  const body = byteOrderMark ? text.slice(1) : text;
  const texts: string[] = [];
  const ends: string[] = [];
  let crlf = 0;
  for (let start = 0; start < body.length; ) {
    const newline = body.indexOf('\n', start);
    const stop = newline === -1 ? body.length : newline;
    const returns = newline > start && body.charCodeAt(newline - 1) === 13;
    texts.push(body.slice(start, returns ? stop - 1 : stop));
    ends.push(newline === -1 ? '' : returns ? '\r\n' : '\n');
    if (returns) crlf += 1;
    start = stop + 1;
  }
  return { texts, ends, lineEnd: crlf * 2 > texts.length ? '\r\n' : '\n', byteOrderMark };
}

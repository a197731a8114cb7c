/** Cuts a byte stream into lines. A last line without a newline is not a line. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #tail: Buffer[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    for (let from = 0; ; ) {
      const end = chunk.indexOf(10, from);
      if (end < 0) {
        if (from < chunk.length) this.#tail.push(from ? chunk.subarray(from) : chunk);
        return;
      }
      const part = chunk.subarray(from, end);
      const line = this.#tail.length ? Buffer.concat([...this.#tail, part]) : part;
      this.#tail = [];
      from = end + 1;
      this.#onLine(line.toString('utf8'));
    }
  }
}

/**
 * One message as one line. U+2028 and U+2029 are escaped: JSON allows them raw, but line readers
 * (Node's readline among them) take them for ends of lines.
 */
export function jsonLine(message: object): string {
  const text = JSON.stringify(message);
  return /[\u2028\u2029]/.test(text)
    ? `${text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`
    : `${text}\n`;
}

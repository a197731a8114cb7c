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

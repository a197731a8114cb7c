/** Cuts a byte stream into lines. A last line without a newline is not a line. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #tail: Buffer[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const part = chunk.subarray(from, end);
      const line = this.#tail.length > 0 ? Buffer.concat([...this.#tail, part]) : part;
      this.#tail = [];
      from = end + 1;
      this.#onLine(line.toString('utf8'));
    }
    if (from < chunk.length) this.#tail.push(chunk.subarray(from));
  }
}

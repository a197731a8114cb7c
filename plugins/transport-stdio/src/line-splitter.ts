/** Cuts a byte stream into lines, without their ends. A last line without a newline is not a line. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #onLine: (line: Buffer) => void;
  readonly #onTooLong: () => void;
  #parts: Buffer[] = [];
  #bytes = 0;
  /** The line being read was too long: the rest of it is skipped. */
  #skipping = false;

  /** `onTooLong` is told once of each line of more than `maxBytes`. */
  constructor(maxBytes: number, onLine: (line: Buffer) => void, onTooLong: () => void) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  push(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      const newline = chunk.indexOf(10, from);
      const end = newline < 0 ? chunk.length : newline;
      this.#take(chunk.subarray(from, end));
      if (newline >= 0) this.#end();
      from = end + 1;
    }
  }

  #take(part: Buffer): void {
    if (this.#skipping) return;
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) {
      this.#skipping = true;
      this.#parts = [];
      this.#onTooLong();
    } else if (part.length > 0) this.#parts.push(part);
  }

  #end(): void {
    const [first, ...more] = this.#parts;
    const skipped = this.#skipping;
    this.#parts = [];
    this.#bytes = 0;
    this.#skipping = false;
    if (!skipped && first) this.#onLine(more.length > 0 ? Buffer.concat([first, ...more]) : first);
  }
}

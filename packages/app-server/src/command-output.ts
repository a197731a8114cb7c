import type { CommandExecOutputStream } from '@tenon/protocol/command-exec';

/** Bytes of output that are held for the answer where the client set no cap. */
export const maxHeldBytes = 64 * 1024 * 1024;

export interface OutputOptions {
  /** Bytes of each stream; undefined: no cap. */
  readonly cap: number | undefined;
  /** Tells of output as it comes, which then is not in the answer. */
  readonly stream?: (chunk: Uint8Array, stream: CommandExecOutputStream, capReached: boolean) => void;
  /** Told once, when more is held than can be answered. */
  readonly overflow: () => void;
}

/** What a command writes, up to its cap. */
export class CommandOutput {
  readonly #options: OutputOptions;
  readonly #chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  readonly #bytes = { stdout: 0, stderr: 0 };
  readonly #full = { stdout: false, stderr: false };

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  push(chunk: Uint8Array, stream: CommandExecOutputStream): void {
    if (this.#full[stream]) return;
    const { cap, stream: tell, overflow } = this.#options;
    const room = (cap ?? Number.POSITIVE_INFINITY) - this.#bytes[stream];
    const taken = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#bytes[stream] += taken.length;
    this.#full[stream] = this.#bytes[stream] === cap;
    if (tell) {
      tell(taken, stream, this.#full[stream]);
      return;
    }
    if (this.#bytes[stream] > maxHeldBytes) {
      this.#full[stream] = true;
      this.#chunks[stream] = [];
      overflow();
      return;
    }
    this.#chunks[stream].push(taken);
  }

  text(stream: CommandExecOutputStream): string {
    return Buffer.concat(this.#chunks[stream]).toString();
  }
}

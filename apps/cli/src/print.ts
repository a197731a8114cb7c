import { pipeline } from 'node:stream/promises';

/** Writes to standard output, to its end. A reader that has seen enough, as `head` has, is no error. */
export async function print(chunks: Iterable<string> | AsyncIterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(chunks, process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

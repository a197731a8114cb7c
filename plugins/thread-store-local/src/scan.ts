import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LineFilter } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { parseLine, wants } from '@tenon/thread-store';
import { lineSieve } from './line-kind.ts';

const BLOCK = 1024 * 1024;
const NEWLINE = 10;

export interface ScanStep {
  readonly lines: readonly RolloutLine[];
  /** Behind the last whole line that was read: where to go on when the file has grown. */
  readonly end: number;
}

export interface ScannedFile {
  readonly size: number;
  /** Unix milliseconds, with a fraction. */
  readonly mtime: number;
}

/** Reads a file to the end it has now, a step for each MiB. What stands behind the last newline is read too, but not passed. Throws the system's errors. */
export function* scanFile(path: string, from: number, filter: LineFilter): Generator<ScanStep, ScannedFile> {
  const fd = openSync(path, 'r');
  try {
    const { size, mtimeMs: mtime } = fstatSync(fd);
    const isWanted = lineSieve(filter);
    let held: Buffer[] = [];
    let end = from;
    for (let at = from; at < size; ) {
      const block = Buffer.allocUnsafe(Math.min(BLOCK, size - at));
      const count = readSync(fd, block, 0, block.length, at);
      if (count === 0) break;
      at += count;
      held.push(block.subarray(0, count));
      const isLast = at >= size;
      if (!isLast && !block.subarray(0, count).includes(NEWLINE)) continue;
      const bytes = held.length === 1 && held[0] ? held[0] : Buffer.concat(held);
      const whole = bytes.lastIndexOf(NEWLINE) + 1;
      end += whole;
      held = whole < bytes.length ? [bytes.subarray(whole)] : [];
      yield { lines: parse(isLast ? bytes : bytes.subarray(0, whole), isWanted, filter), end };
    }
    return { size, mtime };
  } finally {
    closeSync(fd);
  }
}

function parse(bytes: Buffer, isWanted: ReturnType<typeof lineSieve>, filter: LineFilter): RolloutLine[] {
  const lines: RolloutLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (isWanted(bytes, start, end)) {
      const line = parseLine(bytes.toString('utf8', start, end));
      if (typeof line === 'object' && wants(filter, line)) lines.push(line);
    }
    start = end + 1;
  }
  return lines;
}

import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { LineFilter, ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { parseLine, parseLines, type SkippedLine, type TornLine, wants } from '@tenon/thread-store';
import { errno, notFound, readFault, unreadable } from './fault.ts';
import { lineSieve } from './line-kind.ts';

const CHUNK = 1024 * 1024;
const FIRST_CHUNK = 64 * 1024;
const NEWLINE = 10;

/** A part of a file that holds whole lines. */
export interface FilePart {
  readonly path: string;
  /** Bytes from the start of the file. Default 0. */
  readonly start?: number;
  /** The first byte that is not of it. */
  readonly end: number;
  /** Told of each line that cannot be read, whenever it is come by; others are given all the same. */
  readonly onDamage?: (line: SkippedLine) => void;
}

/** The lines of a part of a file, read piece by piece. */
export function fileLines(part: FilePart): ThreadLines {
  return {
    async *forward(filter) {
      using file = openFile(part);
      for (const { bytes, offset } of forwardBlocks(file, part)) yield parseBlock(bytes, offset, part, filter);
    },
    async *backward(filter) {
      using file = openFile(part);
      for (const { bytes, offset } of backwardBlocks(file, part))
        yield parseBlock(bytes, offset, part, filter).reverse();
    },
  };
}

/** How a file ends. */
export interface FileEnd {
  /** Behind the last whole line. */
  readonly end: number;
  /** Bytes, with what is torn. */
  readonly size: number;
  /** Unix milliseconds. */
  readonly updatedAt: number;
  readonly torn: TornLine | undefined;
  /** The last line has no newline. */
  readonly unterminated: boolean;
}

/** Throws `thread_not_found`, `thread_unreadable`, `thread_store_failed`. */
export function readEnd(path: string): FileEnd {
  using file = openFile({ path });
  const stats = file.stats();
  if (stats.isDirectory()) throw unreadable(path, 'it is a folder');
  const { size } = stats;
  let last: Buffer = Buffer.alloc(0);
  let offset = size;
  for (const block of backwardBlocks(file, { path, end: size })) {
    const newline = block.bytes.lastIndexOf(NEWLINE);
    last = block.bytes.subarray(newline + 1);
    offset = block.offset + newline + 1;
    break;
  }
  const { torn, unterminated = false } = parseLines(last);
  return {
    size,
    end: torn ? offset : size,
    updatedAt: Math.trunc(stats.mtimeMs),
    torn: torn && { ...torn, offset, message: torn.message.replace('offset 0', `offset ${offset}`) },
    unterminated,
  };
}

interface OpenFile {
  stats(): Stats;
  /** Fills as much as the file has. */
  read(into: Buffer, offset: number): number;
  [Symbol.dispose](): void;
}

function openFile({ path }: Pick<FilePart, 'path'>): OpenFile {
  const guard = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw errno(error) === 'ENOENT' ? notFound({ path }) : readFault(path, error);
    }
  };
  const fd = guard(() => openSync(path, 'r'));
  return {
    stats: () => guard(() => fstatSync(fd)),
    read: (into, offset) => guard(() => readSync(fd, into, 0, into.length, offset)),
    [Symbol.dispose]: () => closeSync(fd),
  };
}

/** Whole lines, and where they begin in the file. */
interface Block {
  readonly bytes: Buffer;
  readonly offset: number;
}

function* forwardBlocks(file: OpenFile, { start = 0, end }: FilePart): Generator<Block> {
  /** The beginning of a line whose end is still to come. A line may be longer than many chunks. */
  let held: Buffer[] = [];
  let heldAt = start;
  for (let at = start; at < end; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, end - at));
    const count = file.read(chunk, at);
    if (count === 0) break;
    const bytes = chunk.subarray(0, count);
    at += count;
    const whole = bytes.lastIndexOf(NEWLINE) + 1;
    if (whole === 0) {
      held.push(bytes);
      continue;
    }
    yield { bytes: joined([...held, bytes.subarray(0, whole)]), offset: heldAt };
    held = whole < count ? [bytes.subarray(whole)] : [];
    heldAt = at - count + whole;
  }
  if (held.length > 0) yield { bytes: joined(held), offset: heldAt };
}

function* backwardBlocks(file: OpenFile, { start = 0, end }: FilePart): Generator<Block> {
  /** The end of a line whose beginning is still to come, last piece first. */
  let held: Buffer[] = [];
  // Who reads backward often wants little: small pieces first.
  let reach = FIRST_CHUNK;
  for (let at = end; at > start; reach = Math.min(CHUNK, reach * 2)) {
    const size = Math.min(reach, at - start);
    const chunk = Buffer.allocUnsafe(size);
    const count = file.read(chunk, at - size);
    at -= size;
    const bytes = chunk.subarray(0, count);
    // A newline at the very end of what was read ends the line before the held one.
    const newline = bytes.indexOf(NEWLINE);
    const cut = newline < 0 ? count : newline + 1;
    if (newline >= 0) {
      const block = joined([bytes.subarray(cut), ...held.reverse()]);
      if (block.length > 0) yield { bytes: block, offset: at + cut };
      held = [];
    }
    if (cut > 0) held.push(bytes.subarray(0, cut));
  }
  if (held.length > 0) yield { bytes: joined(held.reverse()), offset: start };
}

const joined = (parts: readonly Buffer[]): Buffer => (parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));

function parseBlock(bytes: Buffer, offset: number, part: FilePart, filter: LineFilter | undefined): RolloutLine[] {
  const sieve = lineSieve(filter);
  const lines: RolloutLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start && sieve(bytes, start, end)) {
      const text = bytes.toString('utf8', start, end);
      const line = parseLine(text);
      if (typeof line === 'string') part.onDamage?.({ offset: offset + start, reason: line });
      else if (line && wants(filter, line)) {
        lines.push(line);
        if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)))
          part.onDamage?.({ offset: offset + start, reason: 'bytes that are no UTF-8 were replaced' });
      }
    }
    start = end + 1;
  }
  return lines;
}

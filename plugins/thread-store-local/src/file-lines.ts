import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { LineFilter, ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { encodeLine, parseLine, parseLines, type SkippedLine, type TornLine, wants } from '@tenon/thread-store';
import type { Blobs } from './blobs.ts';
import { errno, notFound, readFault, unreadable } from './fault.ts';
import { restoreContent } from './large-content.ts';
import { lineSieve } from './line-kind.ts';
import { lineText } from './line-text.ts';

const CHUNK = 1024 * 1024;
const FIRST_CHUNK = 64 * 1024;
const NEWLINE = 10;
/** In a line with large content that is kept apart; others may hold it, too. */
const BLOBS = '"blobs":';

/** A part of a file that holds whole lines. */
export interface FilePart {
  readonly path: string;
  /** Bytes from the start of the file. Default 0. */
  readonly start?: number;
  /** The first byte that is not of it. */
  readonly end: number;
  /** Where its large content is. */
  readonly blobs: Blobs;
  /** Told of each line that cannot be read, whenever it is come by; others are given all the same. */
  readonly onDamage?: (line: SkippedLine) => void;
}

/** Lines that can be had as they stand. */
export type FileLines = Required<ThreadLines>;

/** The lines of a part of a file, read piece by piece. */
export function fileLines(part: FilePart): FileLines {
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
    async *raw() {
      using file = openFile(part);
      let last: number | undefined = NEWLINE;
      for (const { bytes, offset } of forwardBlocks(file, part)) {
        for (const piece of rawBlock(bytes, offset, part)) {
          yield piece;
          last = piece.at(-1);
        }
      }
      if (last !== NEWLINE) yield Buffer.of(NEWLINE);
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
  for (const block of backwardBlocks(file, { end: size })) {
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

/** The first two lines of a file, as text; `end` is behind their newline. */
export function firstLines(path: string, end: number): readonly { readonly text: string; readonly end: number }[] {
  using file = openFile({ path });
  const found: { text: string; end: number }[] = [];
  for (const { bytes, offset } of forwardBlocks(file, { end })) {
    for (let start = 0; start < bytes.length && found.length < 2; ) {
      const newline = bytes.indexOf(NEWLINE, start);
      const to = newline < 0 ? bytes.length : newline;
      found.push({ text: bytes.toString('utf8', start, to), end: offset + to + 1 });
      start = to + 1;
    }
    if (found.length === 2) break;
  }
  return found;
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

type Span = Pick<FilePart, 'start' | 'end'>;

/** Whole lines, and where they begin in the file. */
interface Block {
  readonly bytes: Buffer;
  readonly offset: number;
}

/** The bytes of a block are valid until the next one is asked for. */
function* forwardBlocks(file: OpenFile, { start = 0, end }: Span): Generator<Block> {
  let buffer = Buffer.allocUnsafe(Math.min(CHUNK, end - start));
  /** At the beginning of the buffer: a line whose end is still to come. It may be longer than many chunks. */
  let held = 0;
  for (let at = start; at < end; ) {
    if (held === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
    const count = file.read(buffer.subarray(held, Math.min(buffer.length, held + end - at)), at);
    if (count === 0) break;
    at += count;
    const total = held + count;
    const whole = buffer.subarray(held, total).lastIndexOf(NEWLINE) + 1;
    if (whole === 0) {
      held = total;
      continue;
    }
    yield { bytes: buffer.subarray(0, held + whole), offset: at - total };
    buffer.copyWithin(0, held + whole, total);
    held = count - whole;
  }
  if (held > 0) yield { bytes: buffer.subarray(0, held), offset: end - held };
}

/** As `forwardBlocks`, from the end. */
function* backwardBlocks(file: OpenFile, { start = 0, end }: Span): Generator<Block> {
  let buffer = Buffer.allocUnsafe(Math.min(FIRST_CHUNK, end - start));
  /** At the end of the buffer: a line whose beginning is still to come. */
  let held = 0;
  let isFirst = true;
  for (let at = end; at > start; ) {
    // Who reads backward often wants little: a small piece first.
    if (held === buffer.length || (!isFirst && buffer.length < CHUNK)) {
      const larger = Buffer.allocUnsafe(Math.max(CHUNK, buffer.length * 2));
      buffer.copy(larger, larger.length - held, buffer.length - held);
      buffer = larger;
    }
    isFirst = false;
    const to = buffer.length - held;
    const size = Math.min(to, at - start);
    const from = to - size;
    // A file that is shorter than it was has no more lines to give.
    if (file.read(buffer.subarray(from, to), at - size) < size) return;
    at -= size;
    const newline = buffer.subarray(from, to).indexOf(NEWLINE);
    if (newline < 0) {
      held += size;
      continue;
    }
    const cut = from + newline + 1;
    if (cut < buffer.length) yield { bytes: buffer.subarray(cut), offset: at + newline + 1 };
    held = newline + 1;
    buffer.copyWithin(buffer.length - held, from, cut);
  }
  if (held > 0) yield { bytes: buffer.subarray(buffer.length - held), offset: start };
}

/** A copy of the block, in pieces; large content is put back. */
function* rawBlock(bytes: Buffer, offset: number, part: FilePart): Generator<Uint8Array> {
  let from = 0;
  for (let at = bytes.indexOf(BLOBS); at >= 0; at = bytes.indexOf(BLOBS, from)) {
    const start = bytes.lastIndexOf(NEWLINE, at) + 1;
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline + 1;
    if (start > from) yield Buffer.from(bytes.subarray(from, start));
    const line = parseLine(bytes.toString('utf8', start, end));
    if (typeof line !== 'object' || !Object.hasOwn(line, 'blobs')) yield Buffer.from(bytes.subarray(start, end));
    else {
      const fault = restoreContent(line, part.blobs);
      if (fault !== undefined) part.onDamage?.({ offset: offset + start, reason: fault });
      yield Buffer.from(encodeLine(line));
    }
    from = end;
  }
  if (from < bytes.length) yield Buffer.from(bytes.subarray(from));
}

function parseBlock(bytes: Buffer, offset: number, part: FilePart, filter: LineFilter | undefined): RolloutLine[] {
  const sieve = lineSieve(filter);
  const lines: RolloutLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start && sieve(bytes, start, end)) {
      const text = lineText(bytes, start, end, filter);
      const line = parseLine(text);
      if (typeof line === 'string') part.onDamage?.({ offset: offset + start, reason: line });
      else if (line && wants(filter, line)) {
        lines.push(line);
        const fault = restoreContent(line, part.blobs);
        if (fault !== undefined) part.onDamage?.({ offset: offset + start, reason: fault });
        if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)))
          part.onDamage?.({ offset: offset + start, reason: 'bytes that are no UTF-8 were replaced' });
      }
    }
    start = end + 1;
  }
  return lines;
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { isListed, parseLines, summarize } from '@tenon/thread-store';
import { parseName, stampTime } from './layout.ts';

/** What the index knows of a file. */
export interface FileSummary {
  /** null for a file without a session_meta: no thread. */
  readonly summary: ThreadSummary | null;
  /** Whether it holds a user message. */
  readonly listed: boolean;
  readonly size: number;
  /** Unix milliseconds, with a fraction. */
  readonly mtime: number;
  /** False when only the beginning and the end were read: a name given in between is not known. */
  readonly complete: boolean;
}

const BLOCK = 64 * 1024;
/** Where the search for the first user message ends: a rollout has it after a few lines of context. */
const HEAD_LIMIT = 8 * 1024 * 1024;
const NEWLINE = 10;

export interface ReadOptions {
  readonly archived: boolean;
  /** Read on to the end for a name. Default: the last 64 KB alone. */
  readonly whole?: boolean;
  /** What was known of the file before: if it only grew, what it gained is read. */
  readonly before?: FileSummary | undefined;
}

/** Reads what lists show of a rollout, without reading all of a large one. Throws the system's errors. */
export function readSummary(path: string, options: ReadOptions): FileSummary {
  const fd = openSync(path, 'r');
  try {
    const { size, mtimeMs: mtime } = fstatSync(fd);
    const { before } = options;
    const grown =
      before?.complete && before.listed && before.summary && size >= before.size ? before.summary : undefined;
    if (grown && before) {
      const since = lastLine(fd, Math.max(0, before.size - BLOCK), size, NAME);
      const name = since?.payload.type === 'thread_name_updated' ? since.payload.thread_name || null : grown.name;
      const summary = { ...grown, name, updatedAt: Math.trunc(mtime), path, archived: options.archived };
      return { summary, listed: true, size, mtime, complete: true };
    }
    const head = readHead(fd, size);
    const tail = options.whole ? head.end : Math.max(head.end, size - BLOCK);
    const named = lastLine(fd, Math.max(0, tail - (tail > head.end ? 0 : head.overlap)), size, NAME);
    const stamp = parseName(basename(path))?.stamp;
    const createdAt = stamp === undefined ? Number.NaN : stampTime(stamp);
    const summary = summarize(named ? [...head.lines, named] : head.lines, {
      path,
      archived: options.archived,
      updatedAt: Math.trunc(mtime),
      ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    });
    return { summary, listed: summary !== null && isListed(head.lines), size, mtime, complete: tail <= head.end };
  } finally {
    closeSync(fd);
  }
}

type EventLine = Extract<RolloutLine, { type: 'event_msg' }>;

interface Head {
  /** The first session_meta, the first user message, and the last name before it. */
  readonly lines: readonly RolloutLine[];
  /** Bytes read. */
  readonly end: number;
  /** Bytes at the end of these that may be the beginning of a line not yet complete. */
  readonly overlap: number;
}

const META = Buffer.from('"session_meta"');
const USER = Buffer.from('"user_message"');
const NAME = Buffer.from('"thread_name_updated"');

/** Reads blocks until there is a meta line and a user message. Only lines that may be one of these are parsed. */
function readHead(fd: number, size: number): Head {
  let bytes: Buffer = Buffer.alloc(0);
  let complete = 0;
  let meta: RolloutLine | undefined;
  let user: RolloutLine | undefined;
  const limit = Math.min(size, HEAD_LIMIT);
  while (bytes.length < limit && !(meta && user)) {
    const block = Buffer.allocUnsafe(Math.min(Math.max(BLOCK, bytes.length), limit - bytes.length));
    const read = readSync(fd, block, 0, block.length, bytes.length);
    if (read === 0) break;
    bytes = bytes.length === 0 ? block.subarray(0, read) : Buffer.concat([bytes, block.subarray(0, read)]);
    const end = bytes.length >= size ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    const part = bytes.subarray(complete, end);
    meta ??= firstLine(part, META, (line) => line.type === 'session_meta');
    user ??= firstLine(part, USER, (line) => line.type === 'event_msg' && line.payload.type === 'user_message');
    complete = Math.max(complete, end);
  }
  const name = lastIn(bytes.subarray(0, complete), NAME);
  const lines = [meta, user, name].filter((line) => line !== undefined);
  return { lines, end: bytes.length, overlap: bytes.length - complete };
}

function firstLine(bytes: Buffer, word: Buffer, wanted: (line: RolloutLine) => boolean): RolloutLine | undefined {
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
    const line = lineAt(bytes, at);
    if (line && wanted(line)) return line;
  }
  return undefined;
}

function lineAt(bytes: Buffer, at: number): RolloutLine | undefined {
  const start = bytes.lastIndexOf(NEWLINE, at) + 1;
  const newline = bytes.indexOf(NEWLINE, at);
  return parseLines(bytes.subarray(start, newline < 0 ? bytes.length : newline)).lines[0];
}

function lastIn(bytes: Buffer, word: Buffer): EventLine | undefined {
  const kind = word.toString().slice(1, -1);
  for (let at = bytes.lastIndexOf(word); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(word, at - 1)) {
    const line = lineAt(bytes, at);
    if (line?.type === 'event_msg' && line.payload.type === kind) return line;
  }
  return undefined;
}

/** The last event of that type in a part of the file, searched from its end in blocks that overlap by a line of up to 64 KB. */
function lastLine(fd: number, from: number, to: number, word: Buffer): EventLine | undefined {
  const span = 16 * BLOCK;
  for (let end = to; end > from; end -= span - BLOCK) {
    const start = Math.max(from, end - span);
    const block = Buffer.allocUnsafe(end - start);
    const read = readSync(fd, block, 0, block.length, start);
    const found = lastIn(block.subarray(0, read), word);
    if (found) return found;
    if (start === from) break;
  }
  return undefined;
}

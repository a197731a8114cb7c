import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { addWords, editGitInfo, isListed, lineText, parseLines, summarize } from '@tenon/thread-store';
import type { Blobs } from './blobs.ts';
import { restoreContent } from './large-content.ts';
import { parseName, stampTime } from './layout.ts';
import { scanFile } from './scan.ts';

/** What the index knows of a file. */
export interface FileSummary {
  /** null for a file without a session_meta: no thread. */
  readonly summary: ThreadSummary | null;
  /** Whether it holds a user message. */
  readonly listed: boolean;
  readonly size: number;
  /** Unix milliseconds, with a fraction. */
  readonly mtime: number;
  /** False when only the beginning and the end were read: a name given in between is not known, nor its text. */
  readonly complete: boolean;
  /** Of one that is complete: where to read on. */
  readonly end: number;
  /** Of one that was read for its text: the words in what was read. */
  readonly words?: ReadonlySet<string>;
  /** Whether these are all words of the file, or those that came on. */
  readonly wordsFrom?: 'start' | 'end';
}

const BLOCK = 64 * 1024;
/** Where the search for the first user message ends: a rollout has it after a few lines of context. */
const HEAD_LIMIT = 8 * 1024 * 1024;
/** Files up to this size are read whole at once; so is what others gained, up to the second size. */
const WHOLE_AT_ONCE = 256 * 1024;
const GAIN_AT_ONCE = 4 * 1024 * 1024;
const NEWLINE = 10;

export interface ReadOptions {
  readonly archived: boolean;
  readonly blobs: Blobs;
  /** Read the text too, where that can be done at once. */
  readonly text?: boolean;
  /** What was known of the file before: if it only grew, what it gained is read. */
  readonly before?: FileSummary | undefined;
}

/** Reads what lists show of a rollout, without reading all of a large one. Throws the system's errors. */
export function readSummary(path: string, options: ReadOptions): FileSummary {
  const { before, text = false } = options;
  const { size } = statSync(path);
  const grown = before?.complete && before.summary && size >= before.size && size - before.end <= GAIN_AT_ONCE;
  if (text && (grown || size <= WHOLE_AT_ONCE)) {
    const read = readWhole(path, { ...options, before: grown ? before : undefined });
    for (let step = read.next(); ; step = read.next()) if (step.done) return step.value;
  }
  return readEnds(path, options);
}

const FILTER = {
  types: ['session_meta', 'event_msg'],
  events: ['user_message', 'agent_message', 'thread_name_updated', 'thread_metadata_updated'],
} as const;

/** Reads a file to its end, a MiB a step: its summary and its words. With `before`, only what it gained since. */
export function* readWhole(path: string, options: Omit<ReadOptions, 'text'>): Generator<void, FileSummary> {
  const { archived, blobs, before } = options;
  const words = new Set<string>();
  const kept: RolloutLine[] = [];
  let listed = before?.listed ?? false;
  let end = before?.end ?? 0;
  const scan = scanFile(path, end, FILTER);
  let step = scan.next();
  for (; !step.done; step = scan.next()) {
    for (const line of step.value.lines) {
      // What is missing of the text is not found by it; who reads the thread is told.
      restoreContent(line, blobs, 'text');
      const text = lineText(line);
      if (text) addWords(text, words);
      const kind = line.type === 'event_msg' ? line.payload.type : line.type;
      if (kind !== 'agent_message' && (kind !== 'user_message' || !listed)) kept.push(line);
      listed ||= kind === 'user_message';
    }
    end = step.value.end;
    yield;
  }
  const { size, mtime } = step.value;
  const facts = factsOf(path, archived, mtime);
  const summary = before?.summary
    ? { ...edited(before.summary, kept), path, archived, updatedAt: facts.updatedAt }
    : summarize(kept, facts);
  return {
    summary,
    listed: summary !== null && listed,
    size,
    mtime,
    complete: true,
    end,
    words,
    wordsFrom: before ? 'end' : 'start',
  };
}

/** A summary after lines that came on. */
function edited(summary: ThreadSummary, lines: readonly RolloutLine[]): ThreadSummary {
  let now = summary;
  for (const line of lines) {
    if (line.type === 'session_meta') {
      const { id, memory_mode } = line.payload;
      if (id === now.id && typeof memory_mode === 'string')
        now = { ...now, memoryMode: memory_mode === 'disabled' ? 'disabled' : 'enabled' };
    } else if (line.type !== 'event_msg') continue;
    else if (line.payload.type === 'user_message') now = { ...now, preview: line.payload.message };
    else if (line.payload.type === 'thread_name_updated') now = { ...now, name: line.payload.thread_name || null };
    else if (line.payload.type === 'thread_metadata_updated')
      now = { ...now, gitInfo: editGitInfo(now.gitInfo, line.payload.git_info) };
  }
  return now;
}

function factsOf(path: string, archived: boolean, mtime: number) {
  const stamp = parseName(basename(path))?.stamp;
  const createdAt = stamp === undefined ? Number.NaN : stampTime(stamp);
  return { path, archived, updatedAt: Math.trunc(mtime), ...(Number.isNaN(createdAt) ? {} : { createdAt }) };
}

/** The beginning, and the last 64 KB. */
function readEnds(path: string, { archived, blobs }: ReadOptions): FileSummary {
  const fd = openSync(path, 'r');
  try {
    const { size, mtimeMs: mtime } = fstatSync(fd);
    const head = readHead(fd, size);
    const from = Math.max(head.end - head.overlap, size - BLOCK);
    const tail = Buffer.allocUnsafe(Math.max(0, size - from));
    const bytes = tail.subarray(0, readSync(fd, tail, 0, tail.length, from));
    const lines = [...head.lines, ...allIn(bytes, METADATA)];
    const named = lastIn(bytes, NAME);
    if (named) lines.push(named);
    for (const line of lines) restoreContent(line, blobs, 'text');
    const summary = summarize(lines, factsOf(path, archived, mtime));
    return { summary, listed: summary !== null && isListed(head.lines), size, mtime, complete: false, end: 0 };
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
const METADATA = Buffer.from('"thread_metadata_updated"');

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
  const edits = allIn(bytes.subarray(0, complete), METADATA);
  const lines = [meta, user, name, ...edits].filter((line) => line !== undefined);
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

function allIn(bytes: Buffer, word: Buffer): EventLine[] {
  const kind = word.toString().slice(1, -1);
  const found: EventLine[] = [];
  for (let at = bytes.indexOf(word); at >= 0; ) {
    const line = lineAt(bytes, at);
    if (line?.type === 'event_msg' && line.payload.type === kind) found.push(line);
    const newline = bytes.indexOf(NEWLINE, at);
    at = newline < 0 ? -1 : bytes.indexOf(word, newline);
  }
  return found;
}

import { linkSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { SessionMeta } from '@tenon/protocol';
import { encodeLine, type SkippedLine } from '@tenon/thread-store';
import type { Blobs } from './blobs.ts';
import { errno, unreadable } from './fault.ts';
import { type FileLines, fileLines, firstLines } from './file-lines.ts';
import { metaLine } from './log.ts';
import { copyThread, writeNew } from './thread-files.ts';

/** A thread smaller than this is copied: then every program that reads rollouts has the fork whole. Bytes. */
const SHARED_FROM = 64 * 1024;
/** Forks of forks, so deep at most. */
const DEEPEST = 200;
const TYPE = 'shared_lines';

/** The second line of a fork that shares its parent's lines; Codex passes over a line of this type. */
interface Reference {
  /** A name in the folder of shared lines. */
  readonly file: string;
  /** So many bytes of it, from its start. */
  readonly bytes: number;
  /** Bytes of lines behind this one that stand in for the shared ones where a reader does not follow: lists, and Codex. */
  readonly stand_in: number;
}

/** Whether a fork of it shares its lines. A file that shares lines itself cannot be copied: its reference is its second line. */
export function isToBeShared(path: string, end: number): boolean {
  return end >= SHARED_FROM || referenceOf(path, end) !== undefined;
}

export interface SharedFork {
  readonly folder: string;
  readonly from: string;
  readonly end: number;
  readonly path: string;
  readonly meta: SessionMeta;
  readonly parent: ThreadSummary;
}

/** Writes the file of a fork that refers to the lines of its parent. They stay, also when the parent's file is removed. */
export function writeSharedFork({ folder, from, end, path, meta, parent }: SharedFork): void {
  const { timestamp } = meta;
  const event = (payload: unknown) => `${JSON.stringify({ timestamp, type: 'event_msg', payload })}\n`;
  const { preview, name, gitInfo } = parent;
  const standIn = [
    preview && event({ type: 'user_message', message: preview }),
    name && event({ type: 'thread_name_updated', thread_id: meta.id, thread_name: name }),
    gitInfo && event({ type: 'thread_metadata_updated', git_info: gitInfo }),
  ].join('');
  const reference: Reference = { file: keep(folder, from, end), bytes: end, stand_in: Buffer.byteLength(standIn) };
  const line = `${JSON.stringify({ timestamp, type: TYPE, payload: reference })}\n`;
  writeNew(path, encodeLine(metaLine(meta)) + line + standIn);
}

/** A hard link to the file, so that it outlives its name; a copy where the file system has none. Its name in the folder. */
function keep(folder: string, from: string, end: number): string {
  const name = basename(from);
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.ino === statSync(from).ino) return name;
    if (!there) {
      linkSync(from, path);
      return name;
    }
  } catch (error) {
    if (errno(error) === '') throw error;
  }
  const copy = `${crypto.randomUUID()}.jsonl`;
  copyThread({ from, end, path: join(folder, copy), head: '' });
  return copy;
}

export interface RolloutFile {
  readonly path: string;
  readonly end: number;
  /** Where shared lines are kept. */
  readonly folder: string;
  readonly blobs: Blobs;
  readonly onDamage?: (file: string, line: SkippedLine) => void;
}

/** The lines of a rollout, with those it shares. Throws `thread_unreadable` where they are gone. */
export function rolloutLines({ path, end, folder, blobs, onDamage }: RolloutFile, depth = 0): FileLines {
  const told = (line: SkippedLine) => onDamage?.(path, line);
  const found = referenceOf(path, end);
  if (!found) return fileLines({ path, end, blobs, onDamage: told });
  const { reference, metaEnd, referenceEnd } = found;
  const file = join(folder, reference.file);
  if (depth > DEEPEST) throw unreadable(path, `it is a fork of more than ${DEEPEST} forks, or of itself`);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? -1;
  if (size < reference.bytes) throw unreadable(path, `the lines it shares are not all in ${file}: restore that file`);
  return joined([
    fileLines({ path, end: metaEnd, blobs, onDamage: told }),
    rolloutLines({ path: file, end: reference.bytes, folder, blobs, ...(onDamage && { onDamage }) }, depth + 1),
    fileLines({ path, start: Math.min(end, referenceEnd + reference.stand_in), end, blobs, onDamage: told }),
  ]);
}

function referenceOf(path: string, end: number) {
  const [first, second] = firstLines(path, end);
  const reference = second && parseReference(second.text, path);
  return first && reference ? { reference, metaEnd: first.end, referenceEnd: second.end } : undefined;
}

function parseReference(text: string, path: string): Reference | undefined {
  if (!text.includes(`"type":"${TYPE}"`)) return undefined;
  let line: { type?: unknown; payload?: Partial<Reference> };
  try {
    line = JSON.parse(text) as typeof line;
  } catch (cause) {
    throw unreadable(path, 'its reference to shared lines is no JSON', cause);
  }
  if (line.type !== TYPE) return undefined;
  const { file, bytes, stand_in } = line.payload ?? {};
  if (typeof file !== 'string' || file !== basename(file) || typeof bytes !== 'number' || typeof stand_in !== 'number')
    throw unreadable(path, 'its reference to shared lines is not one');
  return { file, bytes, stand_in };
}

function joined(parts: readonly FileLines[]): FileLines {
  return {
    async *forward(filter) {
      for (const part of parts) yield* part.forward(filter);
    },
    async *backward(filter) {
      for (const part of parts.toReversed()) yield* part.backward(filter);
    },
    async *raw() {
      for (const part of parts) yield* part.raw();
    },
  };
}

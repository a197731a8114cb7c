import type { RolloutLine } from '@tenon/protocol';
import { encodeLine } from '@tenon/thread-store';
import type { Blobs } from './blobs.ts';

/** Strings from this length on are kept apart. */
const LARGE = 32 * 1024;
/** So much of a text stays in its line. */
const SHOWN = 1000;
/** Deeper than content stands. */
const DEEPEST = 32;
/**
 * The fields that hold content. Others are read by programs, Codex's too, that would not do with a stand-in: arguments, encrypted
 * reasoning, instructions.
 */
const CONTENT: ReadonlySet<string> = new Set([
  'aggregated_output',
  'formatted_output',
  'image_url',
  'images',
  'last_agent_message',
  'message',
  'output',
  'result',
  'stderr',
  'stdout',
  'text',
]);
const DATA_URL = /^data:[^,]{0,200};base64,/;
/** A picture of one transparent point: a program that knows no blobs sends it to a model, which refuses text in its place. */
const NO_PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Stands beside `payload` in a line, where Codex passes over it: `blobs`, a list of these. */
interface BlobReference {
  /** Keys from the payload to the string. */
  readonly at: readonly (string | number)[];
  readonly sha256: string;
  /** Of a data URL: what it begins with. The blob is what its base64 stands for. */
  readonly prefix?: string;
}

/** A line as it is written: large content is put into blobs first, and a stand-in is in its place. */
export function encodeStored(line: RolloutLine, blobs: Blobs): string {
  const text = encodeLine(line);
  if (text.length < LARGE) return text;
  const references: BlobReference[] = [];
  const payload = apart(line.payload, [], { blobs, references });
  return references.length === 0
    ? text
    : encodeLine(Object.assign({ ...line, payload }, { blobs: references }) as RolloutLine);
}

interface Taking {
  readonly blobs: Blobs;
  readonly references: BlobReference[];
}

/** The same value, or a copy with stand-ins. `at` are the keys that led to it. */
function apart(value: unknown, at: readonly (string | number)[], taking: Taking): unknown {
  if (typeof value === 'string') return isContent(value, at) ? standIn(value, at, taking) : value;
  if (typeof value !== 'object' || value === null || at.length > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((each, index) => apart(each, [...at, index], taking));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, apart(each, [...at, key], taking)]));
}

/** Of a list, the name of its field counts. A string that is no text cannot be kept as UTF-8. */
const isContent = (value: string, at: readonly (string | number)[]) =>
  value.length >= LARGE && CONTENT.has(String(at.findLast((key) => typeof key === 'string'))) && value.isWellFormed();

function standIn(value: string, at: BlobReference['at'], { blobs, references }: Taking): string {
  const prefix = DATA_URL.exec(value)?.[0];
  if (prefix) {
    const content = Buffer.from(value.slice(prefix.length), 'base64');
    if (prefix + content.toString('base64') === value) {
      references.push({ at, sha256: blobs.put(content), prefix });
      return `data:image/png;base64,${NO_PICTURE}`;
    }
  }
  const content = Buffer.from(value);
  const sha256 = blobs.put(content);
  references.push({ at, sha256 });
  return `${value.slice(0, SHOWN).toWellFormed()}\n[${content.length} bytes in all, kept as sha256 ${sha256}]`;
}

/**
 * Puts the content back into a line that was read: all of it, or only text, for readers that look at no pictures. The line is changed.
 * Why some could not be put back is returned.
 */
export function restoreContent(line: RolloutLine, blobs: Blobs, wanted: 'all' | 'text' = 'all'): string | undefined {
  const { blobs: references } = line as { blobs?: unknown };
  if (references === undefined) return undefined;
  if (!Array.isArray(references)) return 'its blobs are no list';
  delete (line as { blobs?: unknown }).blobs;
  const faults = (references as readonly (Partial<BlobReference> | null)[])
    .filter((reference) => wanted === 'all' || reference?.prefix === undefined)
    .map((reference) => restore(line.payload, reference, blobs));
  return faults.find((fault) => fault !== undefined);
}

function restore(payload: unknown, reference: Partial<BlobReference> | null, blobs: Blobs): string | undefined {
  const { at, sha256, prefix } = reference ?? {};
  const last = Array.isArray(at) ? at.at(-1) : undefined;
  if (!Array.isArray(at) || last === undefined || typeof sha256 !== 'string') return 'a reference to a blob is not one';
  let holder: unknown = payload;
  for (const key of at.slice(0, -1)) holder = owned(holder, key);
  if (typeof owned(holder, last) !== 'string') return `a blob has no place at ${at.join('.')}`;
  const content = blobs.get(sha256);
  if (typeof content === 'string') return content;
  (holder as Record<string, unknown>)[last] =
    typeof prefix === 'string' ? prefix + content.toString('base64') : content.toString();
  return undefined;
}

const owned = (holder: unknown, key: string | number): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
    ? (holder as Record<string, unknown>)[key]
    : undefined;

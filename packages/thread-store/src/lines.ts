import type { RolloutLine } from '@tenon/protocol';
import { EXTENDED_CHECKS } from './extended-checks.ts';

/** One line of the file: its JSON and a newline. */
export function encodeLine(line: RolloutLine): string {
  return `${JSON.stringify(line)}\n`;
}

export interface SkippedLine {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly reason: string;
}

/** What stands behind the last newline and is no complete line: a write that was cut short. */
export interface TornLine {
  /** Where to cut: bytes from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
  readonly message: string;
}

export interface ParsedLines {
  /**
   * The lines of a known type, in order, with the fields that the reducers need. Events and items of an unknown type may be among
   * them: they are kept, since a fork copies them, and whoever reads passes over what it does not know.
   */
  readonly lines: RolloutLine[];
  readonly skipped: SkippedLine[];
  readonly torn?: TornLine;
  /** True where the last line is complete but has no newline: whoever appends must write one first. */
  readonly unterminated?: boolean;
}

const isString = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isList = (value: unknown) => value === undefined || value === null || Array.isArray(value);

const isUsage = (info: unknown) => {
  const { total_token_usage: total, last_token_usage: last } = Object(info) as Record<string, unknown>;
  return (info ?? null) === null || (typeof total === 'object' && typeof last === 'object' && Boolean(total && last));
};

type Check = (payload: Readonly<Record<string, unknown>>) => boolean;

/** What a payload must have for the reducers to read it. Items have their own rules: a bad one is left out of the history alone. */
const PAYLOADS: Readonly<Record<string, Check>> = {
  session_meta: (meta) => isString(meta.id),
  turn_context: (context) => isString(context.cwd) && isString(context.model),
  response_item: (item) => isString(item.type),
  compacted: (line) => isString(line.message) && isList(line.replacement_history),
  tenon_decision: (line) => isString(line.turn_id) && isString(line.decision),
  event_msg: (event) => isString(event.type) && (EVENTS.get(event.type as string)?.(event) ?? true),
};
const TEXT: Check = (event) => isString(event.text);
const EVENTS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['task_started', (event) => isString(event.turn_id)],
  [
    'user_message',
    (event) => [event.images, event.local_images, event.text_elements].every(isList) && isString(event.message),
  ],
  ['agent_message', (event) => isString(event.message)],
  ['agent_reasoning', TEXT],
  ['agent_reasoning_raw_content', TEXT],
  ['thread_rolled_back', (event) => isNumber(event.num_turns)],
  ['thread_name_updated', (event) => isString(event.thread_name ?? '')],
  ['thread_metadata_updated', (event) => typeof (event.git_info ?? {}) === 'object'],
  ['token_count', (event) => isUsage(event.info)],
  ['error', (event) => isString(event.message)],
  ...Object.entries(EXTENDED_CHECKS),
]);
const NEWLINE = 10;

/**
 * Reads the content of a rollout file. Blank lines are passed over; lines that are no JSON or of no known type are told in `skipped`.
 * A last line without a newline is kept if it is complete JSON, else it is `torn`. Never throws.
 */
export function parseLines(content: Uint8Array | string): ParsedLines {
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const lines: RolloutLine[] = [];
  const skipped: SkippedLine[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = bytes.toString('utf8', start, end);
    const value = parse(text);
    if (newline < 0 && (value === undefined || typeof value !== 'object')) {
      if (text.trim() === '' && !text.includes('\0')) return { lines, skipped, unterminated: true };
      const size = end - start;
      const message = `the last line was cut short: ${size} bytes from offset ${start} are no complete JSON`;
      return { lines, skipped, torn: { offset: start, bytes: size, message } };
    }
    const reason = value === undefined ? (text.trim() === '' ? undefined : 'not JSON') : fault(value);
    if (reason !== undefined) skipped.push({ offset: start, reason });
    else if (value !== undefined) lines.push(value as RolloutLine);
    if (newline < 0) return { lines, skipped, unterminated: true };
    start = end + 1;
  }
  return { lines, skipped };
}

/** One line without its newline: the line, why it is none, or undefined for a blank one. */
export function parseLine(text: string): RolloutLine | string | undefined {
  const value = parse(text);
  if (value === undefined) return text.trim() === '' ? undefined : 'not JSON';
  return fault(value) ?? (value as RolloutLine);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a value is no line; undefined if it is one. */
function fault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'not an object';
  const { type, payload, timestamp } = value as Record<string, unknown>;
  const check = typeof type === 'string' && Object.hasOwn(PAYLOADS, type) ? PAYLOADS[type] : undefined;
  if (!check) return `unknown type ${JSON.stringify(type) ?? 'undefined'}`;
  if (typeof timestamp !== 'string') return 'no timestamp';
  if (typeof payload !== 'object' || payload === null) return 'no payload';
  return check(payload as Record<string, unknown>) ? undefined : `${type} without the fields it needs`;
}

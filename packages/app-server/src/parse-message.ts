import { type RpcError, rpcCodes } from '@tenon/protocol';
import type { UnansweredKind } from './report.ts';

export type Parsed =
  /** `refusal`: nothing of the message but its id and method may be used. */
  | { readonly message: unknown; readonly refusal?: RpcError }
  | { readonly kind: UnansweredKind; readonly details: string; readonly cause: unknown };

const blank = /^\s*$/;

/**
 * Levels of the deepest message: what walks a value calls itself for each. With what a rollout line has around it, it
 * stays within 128, the limit of serde_json, by which the peer reads lines.
 */
const maxDepth = 100;

const tooDeep: RpcError = {
  code: rpcCodes.invalidRequest,
  message: `Invalid request: nested deeper than ${maxDepth} levels`,
  data: { code: 'message_too_deep', mend: 'Send deep data as text.' },
};

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const one of Array.isArray(value) ? value : Object.values(value)) if (isDeeper(one, levels - 1)) return true;
  return false;
}

const rawNumber = (source: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source);

/** An id past 2^53 as it was written: a double would answer with another one. */
function exactId(text: string): unknown {
  const sources = new Map<unknown, string | undefined>();
  let source: string | undefined;
  JSON.parse(text, function reviver(this: unknown, key, value, context?: { source?: string }) {
    if (key === 'id' && typeof value === 'number') sources.set(this, context?.source);
    // The message itself comes last, with no key.
    if (key === '') source = sources.get(value);
    return value;
  });
  return source !== undefined && /^-?\d+$/.test(source) ? rawNumber(source) : undefined;
}

/** The same for a message that is too deep to be revived: the first that is such a number. */
function firstExactId(text: string, id: number): unknown {
  for (const [, source = ''] of text.matchAll(/"id"\s*:\s*(-?\d+)/g))
    if (Number(source) === id) return rawNumber(source);
  return undefined;
}

const isUnsafe = (id: unknown): id is number => typeof id === 'number' && !Number.isSafeInteger(id);

/** What is left of a message that is too deep. */
function refused(message: object, text: string): Parsed {
  // Told as a batch, whatever is in it.
  if (Array.isArray(message)) return { message: [] };
  const { id, method } = message as { readonly id?: unknown; readonly method?: unknown };
  const exact = isUnsafe(id) ? (firstExactId(text, id) ?? id) : id;
  // An answer to a question of ours counts as a failed one.
  if (typeof method !== 'string') return { message: { id: exact, error: tooDeep } };
  return { message: { id: exact, method }, refusal: tooDeep };
}

/** One message as it came. undefined for a blank line. */
export function parseMessage(received: string | Uint8Array): Parsed | undefined {
  let text: string;
  try {
    text = typeof received === 'string' ? received : new TextDecoder('utf-8', { fatal: true }).decode(received);
  } catch (cause) {
    return { kind: 'invalid_utf8', details: `${(received as Uint8Array).length} bytes`, cause };
  }
  if (text.length < 1000 && blank.test(text)) return undefined;
  try {
    const message = JSON.parse(text) as unknown;
    if (isDeeper(message, maxDepth)) return refused(message as object, text);
    const id = (message as { id?: unknown } | null)?.id;
    if (isUnsafe(id)) {
      const exact = exactId(text);
      if (exact) return { message: { ...(message as object), id: exact } };
    }
    return { message };
  } catch (cause) {
    return { kind: 'invalid_json', details: text.slice(0, 200), cause };
  }
}

import type { UnansweredKind } from './report.ts';

export type Parsed =
  | { readonly message: unknown }
  | { readonly kind: UnansweredKind; readonly details: string; readonly cause: unknown };

const blank = /^\s*$/;

/** An id past 2^53 as it was written: a double would answer with another one. */
function exactId(text: string): unknown {
  let source: string | undefined;
  JSON.parse(text, function reviver(this: unknown, key, value, context?: { source?: string }) {
    // Holders are visited from the inside out: the last `id` is the message's own.
    if (key === 'id') source = typeof value === 'number' ? context?.source : undefined;
    return value;
  });
  if (source === undefined || !/^-?\d+$/.test(source)) return undefined;
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source);
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
    const id = (message as { id?: unknown } | null)?.id;
    if (typeof id === 'number' && !Number.isSafeInteger(id)) {
      const exact = exactId(text);
      if (exact) return { message: { ...(message as object), id: exact } };
    }
    return { message };
  } catch (cause) {
    return { kind: 'invalid_json', details: text.slice(0, 200), cause };
  }
}

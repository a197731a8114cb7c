/** What requests may be about that are answered in order. The first field that is there counts. */
const keyFields: readonly (readonly [field: string, methods: RegExp])[] = [
  ['threadId', /./],
  ['path', /^thread\//],
  ['processId', /^command\/exec/],
  ['watchId', /^fs\//],
  ['sessionId', /^fuzzyFileSearch\//],
];

/** Requests of one connection with the same key are handled one after another; those without one are free. */
export function requestKey(method: string, params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  for (const [field, methods] of keyFields) {
    const value = Object.hasOwn(params, field) ? (params as Record<string, unknown>)[field] : undefined;
    if (typeof value === 'string' && value !== '' && methods.test(method)) return `${field}:${value}`;
  }
  return undefined;
}

/** A command is answered when it has ended; what is written to it must not wait for that. */
export const answersLate = (method: string): boolean => method === 'command/exec';

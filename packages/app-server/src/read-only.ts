import { invalidRequest } from './rpc-error.ts';

/** What a client may ask about a thread it only reads. */
const reads = new Set([
  'thread/read',
  'thread/resume',
  'thread/unsubscribe',
  'thread/turns/list',
  'thread/goal/get',
  'thread/fork',
]);

/** What `thread/resume` may bring along when it only reads. */
const readFields = new Set(['threadId', 'path', 'cursor', 'readOnly', 'excludeTurns']);

const readOnly = (message: string, mend: string) => invalidRequest(message, { code: 'thread_read_only', mend });

/** Throws `thread_read_only` for a write by a client that attached to read. */
export function refuseWrite(method: string, threadId: string): void {
  if (reads.has(method)) return;
  throw readOnly(
    `${method}: thread ${threadId} was resumed with readOnly`,
    'Resume it without readOnly to write to it.',
  );
}

/** Throws `thread_read_only` for a `thread/resume` that reads only, and would change the thread. */
export function refuseOverrides(params: Readonly<Record<string, unknown>>): void {
  if (params.readOnly !== true) return;
  const field = Object.keys(params).find(
    (key) => !readFields.has(key) && params[key] !== null && params[key] !== false,
  );
  if (field)
    throw readOnly(`thread/resume.${field} would change the thread, and readOnly is set`, `Leave out ${field}.`);
}

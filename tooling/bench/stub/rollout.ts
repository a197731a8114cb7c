import { mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Thread } from './turn.ts';

export type Line = readonly [type: string, payload: object];

/** Appends lines to the thread's file, in order. */
export function write(thread: Thread, lines: readonly Line[]): void {
  if (!thread.begun) mkdirSync(dirname(thread.path), { recursive: true });
  thread.begun = true;
  const timestamp = new Date().toISOString();
  const text = lines.map(([type, payload]) => `${JSON.stringify({ timestamp, type, payload })}\n`).join('');
  thread.written = thread.written.then(() => appendFile(thread.path, text));
}

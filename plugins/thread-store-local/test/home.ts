import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ThreadQuery, ThreadStore } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { onTestFinished } from 'vitest';
import { createLocalStore } from '../src/store.ts';
import { silentLogger, type TestLogger } from './silent-logger.ts';

/** A folder of its own for one test. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tenon-threads-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

export function newStore(home: string): ThreadStore & { readonly logger: TestLogger } {
  const logger = silentLogger();
  const store = createLocalStore({ home, logger });
  onTestFinished(() => store.close());
  return Object.assign(store, { logger });
}

export const TIME = '2026-04-30T12:00:00.123Z';

export const event = (
  payload: Extract<RolloutLine, { type: 'event_msg' }>['payload'],
  timestamp = TIME,
): RolloutLine => ({
  timestamp,
  type: 'event_msg',
  payload,
});
export const said = (message: string) => event({ type: 'user_message', message });
export const named = (thread_name: string) => event({ type: 'thread_name_updated', thread_id: 'x', thread_name });
export const user = (text: string): RolloutLine => ({
  timestamp: TIME,
  type: 'response_item',
  payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});

export const meta = (id: string, more: Partial<SessionMeta> = {}): SessionMeta => ({
  id,
  timestamp: TIME,
  cwd: '/w',
  originator: 'x',
  cli_version: '1',
  source: 'cli',
  model_provider: 'p',
  ...more,
});

/** Lines as another program wrote them: objects, or text as it stands. */
export const lineText = (line: unknown) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`);

export interface Written {
  readonly id: string;
  readonly stamp?: string;
  /** Below the home. */
  readonly folder?: string;
  readonly lines: readonly unknown[];
}

/** Writes a rollout as another program does. Returns its path. */
export function writeRollout(home: string, { id, stamp = '2026-04-30T12-00-00', folder, lines }: Written): string {
  const path = join(home, folder ?? `sessions/${stamp.slice(0, 10).replaceAll('-', '/')}`);
  mkdirSync(path, { recursive: true });
  const file = join(path, `rollout-${stamp}-${id}.jsonl`);
  writeFileSync(file, lines.map(lineText).join(''));
  return file;
}

/** The lines of the smallest rollout that is listed. */
export const smallest = (id: string, text = 'q', more: Partial<SessionMeta> = {}): RolloutLine[] => [
  { timestamp: TIME, type: 'session_meta', payload: meta(id, more) },
  user(text),
  said(text),
  event({ type: 'agent_message', message: 'a' }),
];

export const query = (more: Partial<ThreadQuery> = {}): ThreadQuery => ({
  limit: 25,
  sortKey: 'created_at',
  sortDirection: 'desc',
  ...more,
});

/** Waits for the index to be whole. */
export const indexed = (store: ThreadStore) => store.read({ id: 'nobody has this id' }).catch(() => undefined);

/** What a call throws, or its promise rejects with. */
export async function thrown(
  run: () => unknown,
): Promise<{ code?: string; message?: string; mend?: string; file?: string }> {
  try {
    await run();
  } catch (error) {
    return error as { code?: string };
  }
  throw new Error('nothing was thrown');
}

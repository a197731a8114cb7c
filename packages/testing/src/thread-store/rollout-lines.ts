import type { ThreadLog, ThreadQuery, ThreadStore } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { collectLines } from '@tenon/thread-store';

export const FIRST_PAGE: ThreadQuery = { limit: 25, sortKey: 'created_at', sortDirection: 'desc' };

export const now = () => new Date().toISOString();

export const newMeta = (more: Partial<SessionMeta> = {}): SessionMeta => ({
  id: crypto.randomUUID(),
  timestamp: now(),
  cwd: '/work',
  originator: 'contract',
  cli_version: '0.1.0',
  source: 'vscode',
  model_provider: 'mock',
  ...more,
});

const TIMESTAMP = '2026-04-30T12:00:00.123Z';

export const event = (payload: Extract<RolloutLine, { type: 'event_msg' }>['payload']): RolloutLine => ({
  timestamp: TIMESTAMP,
  type: 'event_msg',
  payload,
});

/** The lines of a short turn. */
export const turn = (id: string, text: string): RolloutLine[] => [
  event({ type: 'task_started', turn_id: id }),
  {
    timestamp: TIMESTAMP,
    type: 'response_item',
    payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  },
  event({ type: 'user_message', message: text }),
  event({ type: 'agent_message', message: 'answer' }),
  event({ type: 'task_complete', turn_id: id }),
];

/** All lines of a stored thread. */
export const linesIn = async (store: ThreadStore, id: string) => collectLines((await store.read({ id })).lines);

/** An append may fail at once or later. */
export const attempt = async (log: ThreadLog, lines: readonly RolloutLine[]) => log.append(lines);

/** So that two times differ. */
export const pass = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

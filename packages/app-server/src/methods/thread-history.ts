import { turnsPage } from '@tenon/thread-store';
import type { Handler } from '../handler.ts';
import { parseItems } from '../response-items.ts';
import { invalidRequest } from '../rpc-error.ts';
import { storedLines, storedTurns } from './stored-turns.ts';
import { loaded } from './thread-answer.ts';

export const threadRollback: Handler<'thread/rollback'> = async ({ threadId, numTurns }, context) => {
  const thread = await loaded(context, threadId);
  await thread.rollback(numTurns);
  return { thread: { ...thread.toWire(), turns: await storedTurns(context, thread) } };
};

export const threadInjectItems: Handler<'thread/inject_items'> = async ({ threadId, items }, context) => {
  const thread = await loaded(context, threadId);
  if (items.length === 0) throw invalidRequest('items must not be empty');
  await thread.inject(await parseItems(items));
  return {};
};

/** Pages of turns, newest first by default (fact sheet on rollouts, section 6). */
export const threadTurnsList: Handler<'thread/turns/list'> = async (params, { server }) => {
  const { threadId, cursor, limit, sortDirection } = params;
  const { manager } = await server.host();
  const { lines } = await storedLines(manager, threadId);
  return turnsPage(lines, {
    cursor: cursor ?? null,
    limit: Math.min(100, Math.max(1, limit ?? 25)),
    sortDirection: sortDirection ?? 'desc',
    running: manager.get(threadId)?.activeTurnId !== undefined,
  });
};

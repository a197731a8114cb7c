import type { Handler } from '../handler.ts';
import { storedTurns } from './stored-turns.ts';
import { answer, storedRequest, watch } from './thread-answer.ts';

export const threadFork: Handler<'thread/fork'> = async (params, context) => {
  const { connection, afterResponse } = context;
  const { host, settings, tell } = await storedRequest(params, context);
  const thread = await host.manager.fork(params.path ? { path: params.path } : { id: params.threadId }, {
    ...settings,
    originator: connection.client?.name ?? 'unknown',
    source: connection.source,
    ephemeral: params.ephemeral ?? false,
    extendedHistory: params.persistExtendedHistory ?? false,
  });
  watch(context, thread);
  tell(thread);
  const result = await answer(thread, params.excludeTurns ? [] : await storedTurns(context, thread));
  afterResponse(() => connection.notify({ method: 'thread/started', params: { thread: thread.toWire() } }));
  return result;
};

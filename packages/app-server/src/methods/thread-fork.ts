import { validPath } from '../absolute-path.ts';
import type { Handler } from '../handler.ts';
import { storedTurns } from './stored-turns.ts';
import { answer, mustBeAbsolute, requestedSettings, watch } from './thread-answer.ts';

export const threadFork: Handler<'thread/fork'> = async (params, context) => {
  const { server, connection, afterResponse } = context;
  mustBeAbsolute(params.cwd);
  if (params.path) validPath(params.path, 'path');
  const host = await server.host();
  const config = params.config ? await host.configWith(params.config) : host.config;
  using generation = host.runtime.acquire();
  const settings = await requestedSettings(config, params, server.options.cwd, generation);
  const thread = await host.manager.fork(params.path ? { path: params.path } : { id: params.threadId }, {
    ...settings,
    originator: connection.client?.name ?? 'unknown',
    source: connection.source,
    ephemeral: params.ephemeral ?? false,
    extendedHistory: params.persistExtendedHistory ?? false,
  });
  watch(context, thread);
  const result = await answer(thread, params.excludeTurns ? [] : await storedTurns(context, thread));
  afterResponse(() => connection.notify({ method: 'thread/started', params: { thread: thread.toWire() } }));
  return result;
};

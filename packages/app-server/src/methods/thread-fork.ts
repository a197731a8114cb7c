import { validPath } from '../absolute-path.ts';
import type { Handler } from '../handler.ts';
import { permittedSettings } from '../thread-settings.ts';
import { storedTurns } from './stored-turns.ts';
import { answer, mustBeAbsolute, refusals, requestedSettings, watch } from './thread-answer.ts';

export const threadFork: Handler<'thread/fork'> = async (params, context) => {
  const { server, connection, afterResponse } = context;
  mustBeAbsolute(params.cwd);
  if (params.path) validPath(params.path, 'path');
  const host = await server.host();
  const cwd = params.cwd ?? server.options.cwd;
  const inForce = await host.configFor(cwd, params.config);
  using generation = host.runtime.acquire();
  const { onRefused, tell } = refusals(context);
  const settings = await requestedSettings(inForce, params, { cwd, generation, onRefused });
  const thread = await host.manager.fork(params.path ? { path: params.path } : { id: params.threadId }, {
    ...settings,
    permit: permittedSettings(inForce, onRefused),
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

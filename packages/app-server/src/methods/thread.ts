import { gitFacts, type ThreadSettings } from '@tenon/core';
import type { ResponseItem } from '@tenon/protocol';
import type { Handler, HandlerContext } from '../handler.ts';
import { withoutIds } from '../response-items.ts';
import { invalidRequest } from '../rpc-error.ts';
import { threadSettings } from '../thread-settings.ts';
import { storedTurns } from './stored-turns.ts';
import { answer, mustBeAbsolute, refusals, storedRequest, watch } from './thread-answer.ts';
import { configOfStart } from './trusted-start.ts';

export const threadStart: Handler<'thread/start'> = async (params, context) => {
  const { server, connection, afterResponse } = context;
  mustBeAbsolute(params.cwd);
  const host = await server.host();
  const cwd = params.cwd ?? server.options.cwd;
  const { onRefused, tell } = refusals(context);
  const inForce = await configOfStart(params, cwd, context);
  using generation = host.runtime.acquire();
  const settings = await threadSettings(inForce, params, { cwd, generation, onRefused });
  const thread = host.manager.start({
    settings,
    git: await gitFacts(generation, settings.cwd),
    originator: connection.client?.name ?? 'unknown',
    source: connection.source,
    ephemeral: params.ephemeral ?? false,
    extendedHistory: params.persistExtendedHistory ?? false,
  });
  watch(context, thread);
  tell(thread);
  const result = await answer(thread, []);
  afterResponse(() => connection.notify({ method: 'thread/started', params: { thread: thread.toWire() } }));
  return result;
};

export const threadResume: Handler<'thread/resume'> = async (params, context) => {
  const { host, settings, tell } = await storedRequest(params, context);
  const { defaults, overrides } = settings;
  const extendedHistory = params.persistExtendedHistory ?? false;
  if (params.history) return startFrom(params.history, { ...defaults, ...overrides }, extendedHistory, context);
  const ref = params.path ? { path: params.path } : { id: params.threadId };
  const { thread, repair } = await host.manager.resume(ref, { ...settings, extendedHistory });
  const turns = params.excludeTurns ? [] : await storedTurns(context, thread);
  watch(context, thread, params);
  tell(thread);
  const result = await answer(thread, turns);
  if (repair) {
    context.afterResponse(() =>
      context.connection.notify({ method: 'warning', params: { threadId: thread.id, message: repair.message } }),
    );
  }
  return result;
};

/** A new thread whose model begins with that history (fact sheet on rollouts, section 6: a new id). */
async function startFrom(
  history: readonly ResponseItem[],
  settings: ThreadSettings,
  extendedHistory: boolean,
  context: HandlerContext,
) {
  if (history.length === 0) throw invalidRequest('history must not be empty');
  const { server, connection } = context;
  const { manager, runtime } = await server.host();
  using generation = runtime.acquire();
  const git = await gitFacts(generation, settings.cwd);
  const originator = connection.client?.name ?? 'unknown';
  const thread = manager.start({ settings, originator, source: connection.source, extendedHistory, git });
  await thread.inject(withoutIds(history));
  watch(context, thread);
  return answer(thread, []);
}

export const threadUnsubscribe: Handler<'thread/unsubscribe'> = async ({ threadId }, { server, connection }) => {
  const thread = (await server.host()).manager.get(threadId);
  if (!thread) return { status: 'notLoaded' };
  if (!connection.unwatch(threadId)) return { status: 'notSubscribed' };
  server.unloadWhenIdle(thread);
  return { status: 'unsubscribed' };
};

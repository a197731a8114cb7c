import type { Thread } from '@tenon/core';
import type { ThreadStartResponse, Turn } from '@tenon/protocol';
import { collectLines, threadTurns } from '@tenon/thread-store';
import type { Handler, HandlerContext } from '../handler.ts';
import { permissionProfileOf } from '../permission-profile.ts';
import { invalidRequest } from '../rpc-error.ts';
import { threadSettings } from '../thread-settings.ts';

/** A folder must be absolute: the server's own folder means nothing to a client. */
export function mustBeAbsolute(cwd: string | null | undefined): void {
  if (cwd && !cwd.startsWith('/')) throw invalidRequest(`Invalid request: cwd must be absolute, got \`${cwd}\``);
}

/** What start and resume answer alike. */
async function answer(thread: Thread, turns: Turn[]): Promise<ThreadStartResponse> {
  const { settings } = thread;
  return {
    thread: { ...thread.toWire(), turns },
    model: settings.model,
    modelProvider: settings.modelProvider,
    serviceTier: settings.serviceTier,
    cwd: settings.cwd,
    instructionSources: [...(await thread.instructionSources())],
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer,
    sandbox: settings.sandboxPolicy,
    permissionProfile: permissionProfileOf(settings.sandboxPolicy),
    activePermissionProfile: null,
    reasoningEffort: settings.effort,
  };
}

function watch({ server, connection }: HandlerContext, thread: Thread): void {
  connection.watch(thread.id, (listener) => thread.subscribe(listener));
  server.unloadWhenIdle(thread);
}

export const threadStart: Handler<'thread/start'> = async (params, context) => {
  const { server, connection, afterResponse } = context;
  mustBeAbsolute(params.cwd);
  const host = await server.host();
  const config = params.config ? await host.configWith(params.config) : host.config;
  using generation = host.runtime.acquire();
  const thread = host.manager.start({
    settings: await threadSettings(config, params, server.options.cwd, generation),
    originator: connection.client?.name ?? 'unknown',
    source: connection.source,
    ephemeral: params.ephemeral ?? false,
  });
  watch(context, thread);
  const result = await answer(thread, []);
  afterResponse(() => connection.notify({ method: 'thread/started', params: { thread: thread.toWire() } }));
  return result;
};

export const threadResume: Handler<'thread/resume'> = async (params, context) => {
  const { server } = context;
  mustBeAbsolute(params.cwd);
  const host = await server.host();
  const config = params.config ? await host.configWith(params.config) : host.config;
  using generation = host.runtime.acquire();
  const defaults = await threadSettings(config, { cwd: params.cwd ?? null }, server.options.cwd, generation);
  const asked = await threadSettings(config, params, server.options.cwd, generation);
  const overrides = {
    ...(params.cwd && { cwd: asked.cwd }),
    ...(params.model && { model: asked.model }),
    ...(params.modelProvider && { modelProvider: asked.modelProvider }),
    ...(params.approvalPolicy && { approvalPolicy: asked.approvalPolicy }),
    ...(params.approvalsReviewer && { approvalsReviewer: asked.approvalsReviewer }),
    ...(params.sandbox && { sandboxPolicy: asked.sandboxPolicy }),
    ...(params.baseInstructions && { baseInstructions: asked.baseInstructions }),
    ...(params.developerInstructions && { developerInstructions: asked.developerInstructions }),
  };
  const ref = params.path ? { path: params.path } : { id: params.threadId };
  const { thread, repair } = await host.manager.resume(ref, { defaults, overrides });
  const lines =
    thread.ephemeralLines ??
    (thread.stored ? await collectLines((await host.manager.read({ id: thread.id })).lines) : []);
  const running = thread.activeTurnId !== undefined;
  const turns = params.excludeTurns ? [] : threadTurns(lines, { running });
  watch(context, thread);
  const result = await answer(thread, turns);
  if (repair) {
    context.afterResponse(() =>
      context.connection.notify({ method: 'warning', params: { threadId: thread.id, message: repair.message } }),
    );
  }
  return result;
};

export const threadUnsubscribe: Handler<'thread/unsubscribe'> = async ({ threadId }, { server, connection }) => {
  const thread = (await server.host()).manager.get(threadId);
  if (!thread) return { status: 'notLoaded' };
  if (!connection.unwatch(threadId)) return { status: 'notSubscribed' };
  server.unloadWhenIdle(thread);
  return { status: 'unsubscribed' };
};

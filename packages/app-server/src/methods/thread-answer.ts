import type { Thread, ThreadSettings } from '@tenon/core';
import type { ClientRequests, ThreadResumeParams, ThreadStartResponse, Turn } from '@tenon/protocol';
import { policyOfProfile } from '@tenon/sandboxing';
import { validPath } from '../absolute-path.ts';
import type { HandlerContext, WatchOptions } from '../handler.ts';
import type { ConfigInForce, Refused } from '../permissions/permissions.ts';
import { invalidRequest } from '../rpc-error.ts';
import { permittedSettings, type SettingsPlace, threadSettings } from '../thread-settings.ts';

/** A folder must be absolute: the server's own folder means nothing to a client. */
export function mustBeAbsolute(cwd: string | null | undefined): void {
  if (!cwd) return;
  if (!cwd.startsWith('/')) throw invalidRequest(`Invalid request: cwd must be absolute, got \`${cwd}\``);
  validPath(cwd, 'cwd');
}

/** What start, resume and fork answer alike. */
export async function answer(thread: Thread, turns: Turn[]): Promise<ThreadStartResponse> {
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
    sandbox: policyOfProfile(settings.permissionProfile).policy,
    permissionProfile: settings.permissionProfile,
    activePermissionProfile: settings.activePermissionProfile,
    reasoningEffort: settings.effort,
  };
}

/** Milliseconds from an answer until its thread is made ready for a turn: what the client asks for next goes first. */
const preloadDelayMs = 100;

export function watch(context: HandlerContext, thread: Thread, how: WatchOptions = {}): void {
  const { server, connection, afterResponse } = context;
  connection.watch(thread, how);
  server.unloadWhenIdle(thread);
  if (!how.readOnly) afterResponse(() => void setTimeout(() => thread.preload(), preloadDelayMs).unref());
}

/** The loaded thread of that id. */
export async function loaded({ server }: HandlerContext, threadId: string): Promise<Thread> {
  const thread = (await server.host()).manager.get(threadId);
  if (thread) return thread;
  throw invalidRequest(`thread not found: ${threadId}`, {
    code: 'thread_not_loaded',
    mend: 'Start a thread (thread/start), or load a stored one (thread/resume), and use the id it answers.',
  });
}

/** What a request's configuration refused is told once its thread is known. */
export function refusals({ connection, afterResponse }: HandlerContext): {
  onRefused: Refused;
  tell(thread: Thread): void;
} {
  const messages: string[] = [];
  return {
    onRefused: (message) => messages.push(message),
    tell: ({ id }) =>
      afterResponse(() => {
        for (const message of new Set(messages))
          connection.notify({ method: 'warning', params: { threadId: id, message } });
      }),
  };
}

/** What a request to resume or fork says, with the configuration of its folder: settings, and what may hold of them. */
export async function storedRequest(params: StoredParams, context: HandlerContext) {
  const { server } = context;
  mustBeAbsolute(params.cwd);
  if (params.path) validPath(params.path, 'path');
  const host = await server.host();
  const cwd = params.cwd ?? server.options.cwd;
  const inForce = await host.configFor(cwd, params.config);
  using generation = host.runtime.acquire();
  const { onRefused, tell } = refusals(context);
  const settings = await requestedSettings(inForce, params, { cwd, generation, onRefused });
  return { host, tell, settings: { ...settings, permit: permittedSettings(inForce, onRefused) } };
}

type StoredParams = Omit<ThreadResumeParams & ClientRequests['thread/fork']['params'], 'threadId'>;

/** What a request says of the settings of a stored thread: what holds where the thread does not say, and what beats it. */
async function requestedSettings(
  inForce: ConfigInForce,
  params: StoredParams,
  place: SettingsPlace,
): Promise<{ readonly defaults: ThreadSettings; readonly overrides: Partial<ThreadSettings> }> {
  // What the request chooses, the configuration need not: it may have profiles and no `default_permissions`.
  const { permissions, sandbox } = params;
  const defaults = await threadSettings(inForce, { permissions, sandbox }, place);
  const asked = await threadSettings(inForce, params, place);
  return {
    defaults,
    overrides: {
      ...(params.cwd && { cwd: asked.cwd }),
      ...(params.model && { model: asked.model }),
      ...(params.modelProvider && { modelProvider: asked.modelProvider }),
      ...(params.approvalPolicy && { approvalPolicy: asked.approvalPolicy }),
      ...(params.approvalsReviewer && { approvalsReviewer: asked.approvalsReviewer }),
      ...((permissions || sandbox) && {
        permissionProfile: asked.permissionProfile,
        activePermissionProfile: asked.activePermissionProfile,
      }),
      ...(params.serviceTier && { serviceTier: asked.serviceTier }),
      ...(params.baseInstructions && { baseInstructions: asked.baseInstructions }),
      ...(params.developerInstructions && { developerInstructions: asked.developerInstructions }),
    },
  };
}

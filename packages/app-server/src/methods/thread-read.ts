import type { ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { Thread } from '@tenon/protocol';
import type { Handler } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';
import { chooseProvider } from '../thread-settings.ts';
import { storedLines, turnsOf } from './stored-turns.ts';

/** A stored thread as clients see it. */
export function toWire(summary: ThreadSummary, status: Thread['status']): Thread {
  return {
    id: summary.id,
    forkedFromId: summary.forkedFromId,
    preview: summary.preview,
    ephemeral: false,
    modelProvider: summary.modelProvider,
    createdAt: Math.floor(summary.createdAt / 1000),
    updatedAt: Math.floor(summary.updatedAt / 1000),
    status,
    path: summary.path,
    cwd: summary.cwd,
    cliVersion: summary.cliVersion,
    source: summary.source,
    agentNickname: summary.agentNickname,
    agentRole: summary.agentRole,
    gitInfo: summary.gitInfo,
    name: summary.name,
    turns: [],
  };
}

export const threadRead: Handler<'thread/read'> = async ({ threadId, includeTurns }, context) => {
  const { manager } = await context.server.host();
  const loaded = manager.get(threadId);
  if (loaded && !includeTurns) return { thread: loaded.toWire() };
  const stored = await storedLines(manager, threadId);
  const thread = loaded?.toWire() ?? (stored.summary && toWire(stored.summary, { type: 'notLoaded' }));
  if (!thread) throw invalidRequest(`thread not loaded: ${threadId}`);
  const running = loaded?.activeTurnId !== undefined;
  return { thread: { ...thread, turns: includeTurns ? await turnsOf(stored, threadId, running, context) : [] } };
};

export const threadList: Handler<'thread/list'> = async (params, { server }) => {
  const { manager, runtime, config } = await server.host();
  using generation = runtime.acquire();
  const cwds = typeof params.cwd === 'string' ? [params.cwd] : params.cwd;
  const page = await manager.list({
    cursor: params.cursor ?? null,
    limit: Math.min(100, Math.max(1, params.limit ?? 25)),
    sortKey: params.sortKey ?? 'created_at',
    sortDirection: params.sortDirection ?? 'desc',
    modelProviders: params.modelProviders ?? [await chooseProvider(config, generation)],
    sourceKinds: params.sourceKinds?.length ? params.sourceKinds : ['cli', 'vscode'],
    archived: params.archived ?? false,
    ...(cwds?.length && { cwds }),
    ...(params.searchTerm && { searchTerm: params.searchTerm, searchIn: params.searchIn ?? 'title' }),
    indexOnly: params.useStateDbOnly ?? false,
  });
  return {
    data: page.data.map((summary) => toWire(summary, manager.get(summary.id)?.status ?? { type: 'notLoaded' })),
    nextCursor: page.nextCursor,
    backwardsCursor: page.backwardsCursor,
  };
};

export const threadLoadedList: Handler<'thread/loaded/list'> = async (params, { server }) => {
  const ids = (await server.host()).manager.loaded().map((thread) => thread.id);
  const start = params.cursor ? ids.indexOf(params.cursor) + 1 : 0;
  const end = start + Math.max(1, params.limit ?? ids.length);
  return { data: ids.slice(start, end), nextCursor: end < ids.length ? (ids[end - 1] ?? null) : null };
};

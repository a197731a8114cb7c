import { gitInfoEdit, memoryModeEdit, nameEdit } from '@tenon/core';
import type { Handler, HandlerContext } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';
import { toWire } from './thread-read.ts';

export const threadNameSet: Handler<'thread/name/set'> = async ({ threadId, name }, { server }) => {
  const { manager } = await server.host();
  const edit = nameEdit(threadId, name);
  const loaded = manager.get(threadId);
  await manager.edit(threadId, edit);
  // Nobody watches a thread that is not loaded: those who list it are told all the same.
  if (!loaded) for (const notification of edit.notifications ?? []) server.broadcast(notification);
  return {};
};

export const threadMetadataUpdate: Handler<'thread/metadata/update'> = async ({ threadId, gitInfo }, context) => {
  const { manager } = await context.server.host();
  await manager.edit(threadId, gitInfoEdit(gitInfo ?? {}));
  return { thread: await threadNow(threadId, context) };
};

export const threadMemoryModeSet: Handler<'thread/memoryMode/set'> = async ({ threadId, mode }, { server }) => {
  await (await server.host()).manager.edit(threadId, memoryModeEdit(mode));
  return {};
};

export const threadArchive: Handler<'thread/archive'> = async ({ threadId }, { server }) => {
  const { manager } = await server.host();
  const wasLoaded = manager.get(threadId) !== undefined;
  await manager.archive(threadId);
  if (wasLoaded) {
    server.broadcast({ method: 'thread/status/changed', params: { threadId, status: { type: 'notLoaded' } } });
    server.release(threadId);
  }
  server.broadcast({ method: 'thread/archived', params: { threadId } });
  return {};
};

export const threadUnarchive: Handler<'thread/unarchive'> = async ({ threadId }, { server }) => {
  const { manager } = await server.host();
  if (manager.get(threadId)) {
    throw invalidRequest(`thread ${threadId} is loaded`, {
      code: 'thread_loaded',
      mend: 'Archive it (thread/archive), which unloads it, and unarchive it then.',
    });
  }
  const summary = await manager.unarchive(threadId);
  server.broadcast({ method: 'thread/unarchived', params: { threadId } });
  return { thread: toWire(summary, { type: 'notLoaded' }) };
};

async function threadNow(threadId: string, { server }: HandlerContext) {
  const { manager } = await server.host();
  return (
    manager.get(threadId)?.toWire() ?? toWire((await manager.read({ id: threadId })).summary, { type: 'notLoaded' })
  );
}

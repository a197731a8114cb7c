import type { Thread, ThreadManager } from '@tenon/core';
import { isTenonError } from '@tenon/plugin-api';
import type { ThreadLines, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { Turn } from '@tenon/protocol';
import { linesOf, turnsWithin } from '@tenon/thread-store';
import type { HandlerContext } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';

/** Characters of text that the turns of one answer have at most. */
const MOST_TEXT = 32 * 1024 * 1024;

/** What is stored of a thread, loaded or not. */
export interface StoredLines {
  readonly lines: ThreadLines;
  /** undefined for an ephemeral thread. */
  readonly summary?: ThreadSummary;
}

export async function storedLines(manager: ThreadManager, threadId: string): Promise<StoredLines> {
  const loaded = manager.get(threadId);
  if (loaded?.ephemeralLines) return { lines: linesOf(loaded.ephemeralLines) };
  if (loaded && !loaded.stored) {
    throw invalidRequest(
      `thread ${threadId} is not materialized yet; includeTurns is unavailable before first user message`,
    );
  }
  try {
    return await manager.read({ id: threadId });
  } catch (error) {
    if (isTenonError(error) && error.code === 'thread_not_found') {
      throw invalidRequest(`thread not loaded: ${threadId}`, { code: error.code, mend: error.mend });
    }
    throw error;
  }
}

/** The turns of a thread that one answer can hold: the newest, with a warning where that is not all. */
export async function turnsOf(
  { lines }: StoredLines,
  threadId: string,
  running: boolean,
  { connection, afterResponse }: HandlerContext,
): Promise<Turn[]> {
  const { turns, complete } = await turnsWithin(lines, MOST_TEXT, { running });
  if (!complete) {
    const message = `Thread ${threadId} has more turns than one answer holds: the newest ${turns.length} are given. Ask for the others with thread/turns/list.`;
    afterResponse(() => connection.notify({ method: 'warning', params: { threadId, message } }));
  }
  return turns;
}

/** The turns of a loaded thread. */
export async function storedTurns(context: HandlerContext, thread: Thread): Promise<Turn[]> {
  if (!thread.stored) return [];
  const { manager } = await context.server.host();
  return turnsOf(await storedLines(manager, thread.id), thread.id, thread.activeTurnId !== undefined, context);
}

import type { ServerNotifications, Thread } from '@tenon/protocol';

/**
 * After a reconnect the server could not replay what was missed of a thread. What it knows now is here; what follows
 * is live again. Made by the client, never sent by a server.
 */
export interface EventsLost {
  readonly threadId: string;
  /** The thread with its turns, as the server gave it on resuming. Undefined: it could not be resumed. */
  readonly thread: Thread | undefined;
  /** Why the thread could not be resumed. */
  readonly error: Error | undefined;
}

/** What iterables bring: the server's notifications, and `client/eventsLost`. */
export interface ClientEvents extends ServerNotifications {
  'client/eventsLost': EventsLost;
}
export type EventMethod = keyof ClientEvents;

/** One event, as a discriminated union over `method`. */
export type ClientEvent<M extends EventMethod = EventMethod> = {
  [K in M]: {
    readonly method: K;
    readonly params: ClientEvents[K];
    /** Its number within its thread, where the server counts (`reconnect`). */
    readonly seq?: number;
  };
}[M];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** The thread an event belongs to; undefined: to none. */
export function threadIdOf({ params }: { readonly params: unknown }): string | undefined {
  if (!isObject(params)) return undefined;
  return text(params.threadId) ?? (isObject(params.thread) ? text(params.thread.id) : undefined);
}

/** The turn an event belongs to; undefined: to none. */
export function turnIdOf({ params }: { readonly params: unknown }): string | undefined {
  if (!isObject(params)) return undefined;
  return text(params.turnId) ?? (isObject(params.turn) ? text(params.turn.id) : undefined);
}

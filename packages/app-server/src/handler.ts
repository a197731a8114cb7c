import type { Thread } from '@tenon/core';
import type { Scope } from '@tenon/plugin-api';
import type { ClientMethod, ClientRequests, ServerNotification, SessionSource } from '@tenon/protocol';
import type { AppServerOptions, Host } from './host.ts';
import type { AskedClient } from './server-requests.ts';
import type { ThreadEvents, WatchedThread } from './thread-events.ts';

/** Who a client said it is. */
export interface ClientIdentity {
  readonly name: string;
  readonly version: string;
  readonly experimentalApi: boolean;
  readonly optOut: ReadonlySet<string>;
  /** Events come with their number, and answers with a cursor. */
  readonly eventSequence: boolean;
}

/** The server, as connections and handlers see it. */
export interface ServerSide {
  readonly options: AppServerOptions;
  /** What clients switched on and off for this process (`experimentalFeature/enablement/set`). */
  readonly features: Map<string, boolean>;
  host(): Promise<Host>;
  /** After a change of config.toml. A configuration that cannot be used yet is told to all clients (`configWarning`). */
  reloadConfig(): Promise<void>;
  unloadWhenIdle(thread: Thread): void;
  /** The events of a loaded thread. */
  events(thread: WatchedThread): ThreadEvents;
  /** Asks a client that has come to a thread what is still open there. */
  deliverQuestions(threadId: string, connection: AskedClient): void;
  /** Tells every client. */
  broadcast(notification: ServerNotification): void;
  /** The thread was unloaded: nobody watches it any more. */
  release(threadId: string): void;
  report(error: unknown): void;
  /** Has something done after each time that the configuration was read again. */
  onReload(then: () => void): void;
  /** What the server keeps of one kind, made on first use: one for each function. The scope ends with the server. */
  own<T>(make: (scope: Scope, server: ServerSide) => T): T;
}

/** What `thread/resume` says of how its client watches. */
export interface WatchOptions {
  /** Where the client's knowledge ends: what came since is sent again. */
  readonly cursor?: string | null | undefined;
  /** It is not asked for approvals, and may not write. */
  readonly readOnly?: boolean | null | undefined;
}

/** The client that asked, as handlers see it. */
export interface ClientSide {
  /** undefined before the handshake, which sets it. */
  client: ClientIdentity | undefined;
  readonly source: SessionSource;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  notify(notification: ServerNotification): void;
  /** Passes a thread's events on to the client, those missed since its cursor first. */
  watch(thread: WatchedThread, options?: WatchOptions): void;
  /** False: it was not watched. */
  unwatch(threadId: string): boolean;
  /** What this client keeps of one kind, made on first use: one for each function. The scope ends with the connection. */
  own<T>(make: (scope: Scope) => T): T;
}

export interface HandlerContext {
  readonly server: ServerSide;
  readonly connection: ClientSide;
  /** Runs once the result was sent. Not after an error. */
  readonly afterResponse: (then: () => void) => void;
}

/** From validated params to a result; errors are thrown. */
export type Handler<M extends ClientMethod> = (
  params: ClientRequests[M]['params'],
  context: HandlerContext,
) => ClientRequests[M]['result'] | Promise<ClientRequests[M]['result']>;

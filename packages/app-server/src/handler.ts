import type { Thread } from '@tenon/core';
import type { ClientMethod, ClientRequests, ServerNotification, SessionSource } from '@tenon/protocol';
import type { AppServerOptions, Host } from './host.ts';

/** Who a client said it is. */
export interface ClientIdentity {
  readonly name: string;
  readonly version: string;
  readonly experimentalApi: boolean;
  readonly optOut: ReadonlySet<string>;
}

/** The server, as connections and handlers see it. */
export interface ServerSide {
  readonly options: AppServerOptions;
  host(): Promise<Host>;
  /** After a change of config.toml. A configuration that cannot be used yet is told to all clients (`configWarning`). */
  reloadConfig(): Promise<void>;
  unloadWhenIdle(thread: Thread): void;
  /** Tells every client. */
  broadcast(notification: ServerNotification): void;
  report(error: unknown): void;
}

/** The client that asked, as handlers see it. */
export interface ClientSide {
  /** undefined before the handshake, which sets it. */
  client: ClientIdentity | undefined;
  readonly source: SessionSource;
  notify(notification: ServerNotification): void;
  /** Passes a thread's events on to the client. Idempotent. */
  watch(
    threadId: string,
    subscribe: (listener: (event: { notification: ServerNotification }) => void) => () => void,
  ): void;
  /** False: it was not watched. */
  unwatch(threadId: string): boolean;
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

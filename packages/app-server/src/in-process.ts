import type { RpcError, RpcNotification, RpcRequest, RpcResponse, SessionSource } from '@tenon/protocol';
import type { AppServer } from './app-server.ts';

/** What a client sends: requests, notifications, and answers to the server's requests. */
export type ClientMessage = RpcRequest | RpcNotification | RpcResponse | { id: RpcRequest['id']; error: RpcError };

export interface InProcessOptions {
  /** Told of each message of the server: an answer, a notification or a request. */
  readonly receive: (message: object) => void;
  /** What its threads are marked with. Default `exec`. */
  readonly source?: SessionSource;
}

export interface InProcessConnection {
  send(message: ClientMessage): void;
  close(): Promise<void>;
}

/**
 * A client inside the process: the wire's objects, without writing them out. What is received is shared with the server
 * and with other clients: read it, do not change it. What is sent belongs to the server from then on.
 */
export function connectInProcess(
  server: AppServer,
  { receive, source = 'exec' }: InProcessOptions,
): InProcessConnection {
  const connection = server.connect({ send: receive }, source);
  return {
    send: (message) => connection.receive(message),
    close: () => server.disconnect(connection),
  };
}

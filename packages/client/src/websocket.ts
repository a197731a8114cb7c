// A server that listens: over a websocket, or a unix socket that speaks websocket.
import type { Channel, Transport } from './channel.ts';
import { ClientError } from './errors.ts';
import { browserSocket } from './websocket-browser.ts';
import { nodeSocket } from './websocket-node.ts';

export interface WebSocketOptions {
  /** `ws://…` or `wss://…`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. Not possible in browsers. */
  readonly token?: string;
  /** Milliseconds between two signs of life; a server that shows none for that long is taken for gone. Default 30,000; 0: never. */
  readonly pingIntervalMs?: number;
}

export interface UnixSocketOptions {
  /** The path of the socket. */
  readonly path: string;
  readonly pingIntervalMs?: number;
}

const inNode = () => typeof process === 'object' && typeof process.versions?.node === 'string';

/** A server at a URL. In Node through `ws`, which can send the token; elsewhere through the global WebSocket. */
export function webSocket({ url, token, pingIntervalMs = 30_000 }: WebSocketOptions): Transport {
  return {
    open({ signal }): Promise<Channel> {
      if (inNode()) return nodeSocket({ url, token, pingIntervalMs }, signal);
      if (token === undefined) return browserSocket(url, signal);
      const message = 'a browser cannot send a bearer token with a websocket';
      return Promise.reject(new ClientError('unsupported', message, { mend: 'connect through a proxy that adds it' }));
    },
  };
}

/** A server on this machine: `tenon app-server --listen unix://PATH`. */
export function unixSocket({ path, pingIntervalMs = 30_000 }: UnixSocketOptions): Transport {
  return { open: ({ signal }) => nodeSocket({ url: 'ws://localhost/', path, pingIntervalMs }, signal) };
}

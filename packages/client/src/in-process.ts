import type { Transport } from './channel.ts';

/** What a server in this process gives for a connection, such as `connectInProcess` of @tenon/app-server. */
export interface InProcessConnection {
  send(message: object): void;
  close(): void | Promise<void>;
}

/**
 * A server in this process: `inProcess((receive) => connectInProcess(server, { receive }))`. Messages are the server's
 * own objects: read them, do not change them.
 */
export function inProcess(open: (receive: (message: object) => void) => InProcessConnection): Transport {
  return {
    async open() {
      let receive: (message: object) => void = () => {};
      const connection = open((message) => receive(message));
      return {
        send: (message) => connection.send(message),
        onMessage(listener) {
          receive = listener;
        },
        close: () => connection.close(),
      };
    },
  };
}

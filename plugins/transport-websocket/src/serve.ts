import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { tenonError } from '@tenon/plugin-api';
import type { Channel, ListenContext } from '@tenon/plugin-api/transport';
import { WebSocket, WebSocketServer } from 'ws';
import type { Check } from './auth.ts';

/** Bytes that wait for a client whose connection is ended without waiting for them. */
const lingerBytes = 1024 * 1024;
/** Milliseconds a client has to answer the end of its connection. */
const closeMs = 1000;

function answer({ method, headers, url = '' }: IncomingMessage, response: ServerResponse): void {
  const path = url.split('?')[0];
  const healthy = (method === 'GET' || method === 'HEAD') && (path === '/readyz' || path === '/healthz');
  const status = headers.origin !== undefined ? 403 : healthy ? 200 : 400;
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end();
}

function refuse(socket: Duplex, status: string, text: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}

function attach(socket: WebSocket, context: ListenContext): void {
  const channel: Channel = {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (reason) => {
      if (socket.bufferedAmount > lingerBytes) socket.terminate();
      else {
        socket.close(1001, reason.slice(0, 100));
        setTimeout(() => socket.terminate(), closeMs).unref();
      }
    },
    get buffered() {
      return socket.bufferedAmount;
    },
  };
  const client = context.accept(channel);
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) client.receive(data);
    else context.report(tenonError({ code: 'message_binary', message: 'a binary frame was left unanswered' }));
  });
  socket.on('error', (error) => context.report(error));
  socket.on('close', () => client.closed());
}

export interface WebsocketServer {
  readonly address: () => ReturnType<import('node:http').Server['address']>;
  close(): Promise<void>;
}

/** An HTTP server whose upgrades are websockets, on `at`. Rejects when it cannot listen there. */
export async function serve(at: object, check: Check, context: ListenContext): Promise<WebsocketServer> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: context.maxMessageBytes,
    perMessageDeflate: false,
    // What is no UTF-8 is reported where messages are parsed, and the connection lives.
    skipUTF8Validation: true,
  });
  // Not imported: its facade as a module costs 25 ms.
  const server = process.getBuiltinModule('node:http').createServer(answer);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const onError = (error: unknown) => context.report(error);
    socket.on('error', onError);
    if (request.headers.origin !== undefined) return refuse(socket, '403 Forbidden', '');
    check(request.headers.authorization).then(
      (refusal) => {
        if (refusal) return refuse(socket, '401 Unauthorized', refusal);
        socket.off('error', onError);
        sockets.handleUpgrade(request, socket, head, (client) => attach(client, context));
      },
      (error) => {
        context.report(error);
        refuse(socket, '500 Internal Server Error', '');
      },
    );
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(at, listening.resolve);
  await listening.promise;
  server.off('error', listening.reject);
  server.on('error', (error) => context.report(error));
  let closed: Promise<void> | undefined;
  const close = async () => {
    const done = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const client of sockets.clients) {
      client.close(1001);
      setTimeout(() => client.terminate(), closeMs).unref();
    }
    server.closeAllConnections();
    await done;
  };
  return {
    address: () => server.address(),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

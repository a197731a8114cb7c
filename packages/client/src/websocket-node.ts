import type { RawData } from 'ws';
import { type Channel, parseMessage } from './channel.ts';
import { ClientError } from './errors.ts';

interface NodeSocketOptions {
  readonly url: string;
  readonly token?: string | undefined;
  /** Of a unix socket, instead of the host of the URL. */
  readonly path?: string;
  readonly pingIntervalMs: number;
}

/** Milliseconds for the goodbye of the other side. */
const closeTimeoutMs = 2000;

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');

export async function nodeSocket(
  { url, token, path, pingIntervalMs }: NodeSocketOptions,
  signal: AbortSignal,
): Promise<Channel> {
  const { WebSocket } = await import('ws');
  signal.throwIfAborted();
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    // A thread of any size comes as one message; what bounds it is the server we chose to trust.
    maxPayload: 0,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    ...(path !== undefined && { createConnection: () => process.getBuiltinModule('node:net').connect({ path }) }),
  });
  let problem: (problem: Error) => void = () => {};
  let closed: (reason?: Error) => void = () => {};
  let failure: Error | undefined;
  let over: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    socket.once('close', (code, reason) => {
      over = failure ?? new Error(`closed with code ${code}${reason.length > 0 ? ` (${reason.toString()})` : ''}`);
      resolve();
      closed(over);
    });
  });
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      failure = signal.reason;
      socket.terminate();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = () => signal.removeEventListener('abort', onAbort);
    socket.once('open', () => {
      settle();
      resolve();
    });
    socket.on('error', (error) => {
      failure ??= error;
    });
    socket.once('close', () => {
      settle();
      reject(failure ?? new Error('the connection was closed while it was opened'));
    });
  }).catch((cause: Error) => {
    signal.throwIfAborted();
    throw new ClientError('handshake_failed', `no connection to ${path ?? url}: ${cause.message}`, { cause });
  });
  let alive = true;
  const ping = setInterval(
    () => {
      if (!alive) {
        failure = new Error(`no sign of life for ${pingIntervalMs} ms`);
        return socket.terminate();
      }
      alive = false;
      socket.ping();
    },
    pingIntervalMs || 2 ** 31 - 1,
  );
  ping.unref();
  socket.on('pong', () => {
    alive = true;
  });
  socket.once('close', () => clearInterval(ping));
  return {
    send: (message) => {
      // What goes wrong with it is told by the end of the connection.
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message), () => {});
    },
    onMessage(listener) {
      socket.on('message', (data) => {
        alive = true;
        const message = parseMessage(textOf(data), problem);
        if (message !== undefined) listener(message);
      });
    },
    onClose(listener) {
      if (over) listener(over);
      else closed = listener;
    },
    onProblem(listener) {
      problem = listener;
    },
    async close() {
      socket.close();
      const end = setTimeout(() => socket.terminate(), closeTimeoutMs);
      if (socket.readyState !== WebSocket.CLOSED) await ended;
      clearTimeout(end);
    },
  };
}

import { type Channel, parseMessage } from './channel.ts';
import { ClientError } from './errors.ts';

/** The platform's own WebSocket. It says nothing of why it failed. */
export async function browserSocket(url: string, signal: AbortSignal): Promise<Channel> {
  signal.throwIfAborted();
  const socket = new WebSocket(url);
  let problem: (problem: Error) => void = () => {};
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      // First: closing may tell of the end at once, without the reason.
      reject(signal.reason);
      socket.close();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.addEventListener('open', () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    socket.addEventListener('close', ({ code }) => {
      signal.removeEventListener('abort', onAbort);
      reject(new ClientError('handshake_failed', `no connection to ${url} (code ${code})`));
    });
  });
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      socket.addEventListener('message', ({ data }: { readonly data: unknown }) => {
        if (typeof data !== 'string') {
          problem(new ClientError('malformed_message', 'the server sent a binary message'));
          return;
        }
        const message = parseMessage(data, problem);
        if (message !== undefined) listener(message);
      });
    },
    onClose(listener) {
      socket.addEventListener('close', ({ code, reason }) =>
        listener(new Error(`closed with code ${code}${reason && ` (${reason})`}`)),
      );
    },
    onProblem(listener) {
      problem = listener;
    },
    close: () => socket.close(),
  };
}

import type { ClientInfo, InitializeCapabilities } from '@tenon/protocol';
import { type Channel, type Transport, transportOf } from './channel.ts';
import { Client } from './client.ts';
import { ClientError } from './errors.ts';
import { type ReconnectOptions, reconnectDefaults } from './reconnect.ts';
import { RequestHandlers } from './server-requests.ts';
import { Session } from './session.ts';

export interface ConnectOptions {
  /** `spawnServer(…)`, `webSocket(…)`, `unixSocket(…)`, or a channel that is open already. */
  readonly transport: Transport | Channel;
  /** Who this is; default `{ name: 'tenon-client', version: '0.1.0' }`. */
  readonly clientInfo?: ClientInfo;
  /** Default: nothing experimental, no notification left out. `reconnect` asks for `experimentalApi`. */
  readonly capabilities?: InitializeCapabilities;
  /** After a lost connection: connect again, resume every watched thread, go on. Default false. */
  readonly reconnect?: boolean | ReconnectOptions;
  /** Milliseconds for one attempt to connect and shake hands; default 30,000. */
  readonly connectTimeoutMs?: number;
  /** Ends the attempt to connect. Later it has no effect. */
  readonly signal?: AbortSignal;
  /** What went wrong and belongs to no request, such as a malformed message, or a turn that could not be interrupted. Default: `console.warn`. */
  readonly onProblem?: (problem: Error) => void;
}

/**
 * Connects to a server, and shakes hands. Rejects with `ClientError` (`handshake_failed`, `server_not_started`,
 * `server_exited`, `unsupported`), with the server's `RpcError` as its cause where there is one, or the signal's reason.
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const { transport, reconnect = false, connectTimeoutMs = 30_000, signal } = options;
  if (reconnect !== false && !('open' in transport)) {
    throw new ClientError('unsupported', 'a channel that is open already cannot be opened again: it cannot reconnect', {
      mend: 'give a transport (an object with `open`), or leave `reconnect` out',
    });
  }
  signal?.throwIfAborted();
  // biome-ignore lint/suspicious/noConsole: nothing is dropped silently; an application gives its own `onProblem`.
  const onProblem = options.onProblem ?? ((problem: Error) => console.warn(`@tenon/client: ${problem.message}`));
  const handlers = new RequestHandlers(onProblem);
  const session = new Session({
    transport: transportOf(transport),
    initialize: {
      clientInfo: options.clientInfo ?? { name: 'tenon-client', version: '0.1.0' },
      capabilities: {
        ...options.capabilities,
        ...(reconnect !== false && { experimentalApi: true, eventSequence: true }),
      },
    },
    reconnect:
      reconnect === false ? undefined : { ...reconnectDefaults, ...(typeof reconnect === 'object' && reconnect) },
    connectTimeoutMs,
    onProblem,
    onRequest: (method, params, id, aborted) => handlers.answer(method, params, id, aborted),
  });
  await session.start(signal);
  return new Client(session, handlers);
}

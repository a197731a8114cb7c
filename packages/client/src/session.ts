import type { InitializeParams, InitializeResponse, RequestId } from '@tenon/protocol';
import type { Channel, Transport } from './channel.ts';
import { ClientError, RpcError } from './errors.ts';
import type { ClientEvent } from './events.ts';
import { Peer, type RequestOptions } from './peer.ts';
import { type ReconnectOptions, retryDelay, sleep } from './reconnect.ts';
import { Subscribers } from './subscribers.ts';
import { type Incoming, WatchedThreads } from './watched-threads.ts';

export interface SessionOptions {
  readonly transport: Transport;
  readonly initialize: InitializeParams;
  /** Undefined: a lost connection is the end. */
  readonly reconnect: Required<ReconnectOptions> | undefined;
  readonly connectTimeoutMs: number;
  readonly onProblem: (problem: Error) => void;
  readonly onRequest: (method: string, params: unknown, id: RequestId, signal: AbortSignal) => Promise<unknown>;
}

/** One client's life over one connection after another. */
export class Session {
  readonly subscribers = new Subscribers();
  readonly threads = new WatchedThreads();
  /** Told of what belongs to no request. */
  readonly onProblem: (problem: Error) => void;
  /** Resolves at the end of everything; with the error, unless the client was closed. */
  readonly closed: Promise<Error | undefined>;
  server: InitializeResponse | undefined;
  readonly #options: SessionOptions;
  readonly #closing = new AbortController();
  #peer: Peer | undefined;
  /** The way to the next connection, while there is none. */
  #reconnecting: Promise<Peer> | undefined;
  #end: ClientError | undefined;
  #onClosed: (error: Error | undefined) => void = () => {};

  constructor(options: SessionOptions) {
    this.#options = options;
    this.onProblem = options.onProblem;
    this.closed = new Promise((resolve) => {
      this.#onClosed = resolve;
    });
  }

  async start(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#connect(signal);
    } catch (cause) {
      const error = signal?.aborted ? signal.reason : handshakeError(cause);
      this.#finish(error instanceof ClientError ? error : handshakeError(error));
      throw error;
    }
  }

  async request(method: string, params: unknown, options: RequestOptions = {}): Promise<unknown> {
    const since = performance.now();
    let peer = this.#peer;
    let { timeoutMs } = options;
    if (!peer) {
      if (!this.#reconnecting) throw this.#end ?? new ClientError('connection_closed', 'the client is not connected');
      peer = await bounded(this.#reconnecting, method, options);
      if (timeoutMs !== undefined) timeoutMs = Math.max(0, timeoutMs - (performance.now() - since));
    }
    return peer.request(method, params, { ...options, timeoutMs }, (result) =>
      this.threads.answered(method, params, result),
    );
  }

  async close(): Promise<void> {
    const peer = this.#peer;
    const reconnecting = this.#reconnecting;
    this.#closing.abort(new ClientError('connection_closed', 'the client was closed'));
    this.#finish(undefined);
    await peer?.close();
    // Whatever an attempt had opened is closed by it.
    await reconnecting?.catch(() => undefined);
  }

  /** Opens a connection and shakes hands. Leaves nothing open when it fails. */
  async #connect(outer?: AbortSignal): Promise<Peer> {
    const { transport, connectTimeoutMs, initialize, onRequest } = this.#options;
    const signal = AbortSignal.any([
      this.#closing.signal,
      AbortSignal.timeout(connectTimeoutMs),
      ...(outer ? [outer] : []),
    ]);
    const channel = await transport.open({ signal });
    const peer: Peer = new Peer(channel, {
      notification: (message) => this.#take(message),
      request: onRequest,
      problem: this.onProblem,
      closed: (reason) => this.#lost(peer, channel, reason),
    });
    try {
      this.server = (await peer.request('initialize', initialize, { signal })) as InitializeResponse;
      peer.notify('initialized');
      await Promise.all(this.threads.ids.map((threadId) => this.#resume(peer, threadId, signal)));
      signal.throwIfAborted();
      if (peer.ended) throw peer.ended;
    } catch (error) {
      await peer.close();
      throw error;
    }
    this.#peer = peer;
    return peer;
  }

  async #resume(peer: Peer, threadId: string, signal: AbortSignal): Promise<void> {
    this.threads.hold(threadId);
    const cursor = this.threads.cursor(threadId);
    try {
      const params = { threadId, ...(cursor !== undefined && { cursor }) };
      const result = await peer.request('thread/resume', params, { signal });
      const resumed = this.threads.resumed(threadId, result);
      if (!resumed) return;
      if (!resumed.complete) this.#lostEvents(threadId, { thread: resumed.thread });
      for (const event of resumed.held) this.#take(event);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      const held = this.threads.drop(threadId);
      this.#lostEvents(threadId, { error });
      for (const event of held) this.#take(event);
    }
  }

  #lostEvents(threadId: string, { thread, error }: Partial<ClientEvent<'client/eventsLost'>['params']>): void {
    this.subscribers.publish({ method: 'client/eventsLost', params: { threadId, thread, error } });
  }

  #take(event: Incoming): void {
    if (!this.threads.takes(event)) return;
    const { method, params, seq } = event;
    // A newer server may send more than our types know: whoever asks for every event sees it too.
    this.subscribers.publish({ method, params, ...(seq !== undefined && { seq }) } as ClientEvent);
  }

  #lost(peer: Peer, channel: Channel, reason: ClientError): void {
    // A connection that breaks while it is being opened is told by what waits for it.
    if (this.#peer !== peer) return;
    this.#peer = undefined;
    const freed = (async () => channel.close())().catch((error: Error) => this.onProblem(error));
    if (this.#end) return;
    if (!this.#options.reconnect) {
      this.#finish(reason);
      return;
    }
    const reconnecting = this.#reconnect(this.#options.reconnect, freed);
    this.#reconnecting = reconnecting;
    reconnecting.then(
      () => {
        if (this.#reconnecting === reconnecting) this.#reconnecting = undefined;
      },
      (error: ClientError) => this.#finish(error),
    );
  }

  async #reconnect(options: Required<ReconnectOptions>, freed: Promise<void>): Promise<Peer> {
    await freed;
    for (let attempt = 1; ; attempt += 1) {
      await sleep(retryDelay(attempt, options), this.#closing.signal);
      try {
        return await this.#connect();
      } catch (cause) {
        if (this.#closing.signal.aborted) throw this.#closing.signal.reason;
        if (attempt < options.attempts) continue;
        throw new ClientError('reconnect_failed', `the server could not be reached again in ${attempt} attempts`, {
          cause,
        });
      }
    }
  }

  #finish(error: ClientError | undefined): void {
    if (this.#end) return;
    this.#end = error ?? new ClientError('connection_closed', 'the client was closed');
    this.#peer = undefined;
    this.#reconnecting = undefined;
    this.subscribers.end(error);
    this.#onClosed(error);
  }
}

function handshakeError(cause: unknown): ClientError {
  if (cause instanceof ClientError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ClientError('handshake_failed', `no connection to the server: ${why}`, { cause });
}

/** Waits for the promise, as long as the options allow. */
async function bounded<T>(promise: Promise<T>, method: string, { signal, timeoutMs }: RequestOptions): Promise<T> {
  signal?.throwIfAborted();
  let stop = () => {};
  const end = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const late = `there was no connection for ${method} within ${timeoutMs} ms`;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => reject(new ClientError('request_timed_out', late)), timeoutMs);
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  return Promise.race([promise, end]).finally(() => stop());
}

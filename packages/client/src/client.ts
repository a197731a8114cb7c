import type {
  ClientMethod,
  ClientRequests,
  InitializeResponse,
  ServerRequestMethod,
  ThreadStartParams,
} from '@tenon/protocol';
import { ClientError } from './errors.ts';
import { EventQueue, type EventStream } from './event-queue.ts';
import { type ClientEvent, type EventMethod, threadIdOf } from './events.ts';
import type { RequestOptions } from './peer.ts';
import type { RequestHandler, RequestHandlers } from './server-requests.ts';
import type { Session } from './session.ts';
import type { Subscriber } from './subscribers.ts';
import { type ResumeOptions, ThreadHandle } from './thread-handle.ts';

export interface NotificationOptions {
  /** Only events of this thread. */
  readonly threadId?: string;
  /** Events that may wait to be read; one more ends the iterable with `events_overflow`. Default 10,000. */
  readonly limit?: number;
  /** Ends the iterable with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Params may be left out where the method takes none, or where each of them is optional. */
type ParamsOf<M extends ClientMethod> =
  Record<never, never> extends ClientRequests[M]['params']
    ? [params?: ClientRequests[M]['params'], options?: RequestOptions]
    : [params: ClientRequests[M]['params'], options?: RequestOptions];

const defaultLimit = 10_000;

/** A client of one server. Made by `connect`. */
export class Client implements AsyncDisposable {
  readonly #session: Session;
  readonly #handlers: RequestHandlers;

  constructor(session: Session, handlers: RequestHandlers) {
    this.#session = session;
    this.#handlers = handlers;
  }

  /** What the server said of itself, on the connection of now. */
  get server(): InitializeResponse {
    const { server } = this.#session;
    if (!server) throw new ClientError('connection_closed', 'the client is not connected');
    return server;
  }

  /** Resolves at the end of the client: with the error, or with undefined when it was closed. */
  get closed(): Promise<Error | undefined> {
    return this.#session.closed;
  }

  /**
   * Sends a request and resolves with its result. Rejects with `RpcError` (the server refused it), `ClientError`
   * (`connection_closed`, `connection_lost`, `reconnect_failed`, `request_timed_out`) or the signal's reason.
   * While the client reconnects, requests wait.
   */
  async request<M extends ClientMethod>(
    method: M,
    ...[params, options]: ParamsOf<M>
  ): Promise<ClientRequests[M]['result']> {
    return (await this.#session.request(method, params ?? {}, options)) as ClientRequests[M]['result'];
  }

  /** The same for a method that no type knows, such as one of a plugin. */
  requestUntyped(method: string, params: unknown, options?: RequestOptions): Promise<unknown> {
    return this.#session.request(method, params, options);
  }

  /**
   * Events from now on, kept until they are read: of one method, of several, or all. An iterable without
   * `client/eventsLost` ends with the error `events_lost` where events of its threads were lost.
   */
  notifications(methods?: undefined, options?: NotificationOptions): EventStream<ClientEvent>;
  notifications<M extends EventMethod>(
    methods: M | readonly M[],
    options?: NotificationOptions,
  ): EventStream<ClientEvent<M>>;
  notifications(methods?: string | readonly string[], options: NotificationOptions = {}): EventStream<ClientEvent> {
    const { threadId, limit = defaultLimit, signal } = options;
    const wanted = methods === undefined ? undefined : new Set(typeof methods === 'string' ? [methods] : methods);
    const queue = new EventQueue<ClientEvent>(limit, () => {
      stop();
      signal?.removeEventListener('abort', onAbort);
    });
    const onAbort = () => queue.finish(signal?.reason);
    let stop = () => {};
    if (signal?.aborted) {
      onAbort();
      return queue;
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = this.subscribe({
      event: (event) => {
        if (threadId !== undefined && threadIdOf(event) !== threadId) return;
        if (!wanted || wanted.has(event.method)) queue.push(event);
        else if (event.method === 'client/eventsLost') {
          queue.finish(
            new ClientError('events_lost', `events of thread ${event.params.threadId} were lost while reconnecting`, {
              mend: 'read the thread anew; or ask for `client/eventsLost` too, and go on',
            }),
          );
        }
      },
      end: (error) => queue.finish(error),
    });
    return queue;
  }

  /** Every event, in the step in which it comes. Gives the function that ends it. */
  subscribe(subscriber: Subscriber): () => void {
    return this.#session.subscribers.add(subscriber);
  }

  /**
   * Answers requests of the server: approvals, questions, calls of tools. One handler for each method; gives the function
   * that ends it. A request without a handler is declined with an error that says so.
   */
  onRequest<M extends ServerRequestMethod>(method: M, handler: RequestHandler<M>): () => void {
    return this.#handlers.add(method, handler);
  }

  async startThread(params: ThreadStartParams = {}, options?: RequestOptions): Promise<ThreadHandle> {
    const result = await this.request('thread/start', params, options);
    return new ThreadHandle(this, this.#session, result.thread);
  }

  /** Watches a thread from now on; with `cursor` (of `ThreadHandle.cursor`) what was missed since comes first. */
  async resumeThread(threadId: string, { signal, timeoutMs, ...params }: ResumeOptions = {}): Promise<ThreadHandle> {
    const result = await this.request('thread/resume', { ...params, threadId }, { signal, timeoutMs });
    return new ThreadHandle(this, this.#session, result.thread);
  }

  /** Ends the connection, and a server that was spawned. Pending requests reject, iterables end. */
  close(): Promise<void> {
    return this.#session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

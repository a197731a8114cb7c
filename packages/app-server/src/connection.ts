import type { Scope } from '@tenon/plugin-api';
import {
  type ClientMethod,
  experimentalFields,
  experimentalMethods,
  paramsSchemas,
  type RequestId,
  type RpcError,
  rpcCodes,
  type ServerNotification,
  type SessionSource,
} from '@tenon/protocol';
import type { ClientIdentity, ClientSide, HandlerContext, ServerSide, WatchOptions } from './handler.ts';
import { type HandledMethod, handlers } from './handlers.ts';
import { refuseMissingReviewer } from './missing-reviewer.ts';
import { Owned } from './owned.ts';
import { callPluginMethod } from './plugin-methods.ts';
import { refuseOverrides, refuseWrite } from './read-only.ts';
import { unanswered } from './report.ts';
import { answersLate, requestKey } from './request-key.ts';
import { invalidRequest, RpcFailure, rpcErrorOf } from './rpc-error.ts';
import { type AskedClient, PendingRequests } from './server-requests.ts';
import type { SentEvent, ThreadEvents, WatchedThread } from './thread-events.ts';
import type { Transport } from './transport.ts';
import { refuseUnsupported } from './unsupported.ts';
import { unsupported } from './unsupported-methods.ts';
import { validParams } from './validate.ts';

/** Requests of one connection that may wait at once, before `-32001`. */
const maxWaiting = 1024;

const isHandled = (method: ClientMethod): method is HandledMethod => Object.hasOwn(handlers, method);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** An integer past 2^53 stands there as it was written (`JSON.rawJSON`), and is sent back so. */
const isId = (value: unknown): value is RequestId =>
  typeof value === 'string' ||
  Number.isInteger(value) ||
  (isObject(value) && Object.isFrozen(value) && 'rawJSON' in value);

/** What a client watches, and how. */
interface Watch {
  readonly events: ThreadEvents;
  readonly readOnly: boolean;
  /** Whether all that was missed was sent again; undefined when no cursor was given. */
  readonly complete: boolean | undefined;
  /** Where it began: the rest is told. */
  readonly cursor: string;
  readonly stop: () => void;
}

/** One client: its handshake, its requests in order, its subscriptions. */
export class Connection implements ClientSide, AskedClient {
  readonly transport: Transport;
  readonly source: SessionSource;
  readonly requests = new PendingRequests();
  client: ClientIdentity | undefined;
  readonly #server: ServerSide;
  readonly #ended = new AbortController();
  readonly #watches = new Map<string, Watch>();
  /** Threads it came to, and was not asked yet what is open there. */
  readonly #arrivals = new Set<string>();
  /** The last request under way of each thread: those of one thread are answered in order. */
  readonly #chains = new Map<string, Promise<void>>();
  #initializing: Promise<void> | undefined;
  /** Requests that are not answered yet. */
  readonly #serving = new Set<Promise<void>>();
  /** Those of them that only this client can write to or end. */
  readonly #steered = new Set<Promise<void>>();
  readonly #owned = new Owned('connection', (error) => this.#server.report(error));
  #closed = false;

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  constructor(server: ServerSide, transport: Transport, source: SessionSource) {
    this.#server = server;
    this.source = source;
    this.transport = transport;
  }

  /** One message from the client, parsed. With a `refusal`, a request is answered with that. */
  receive(message: unknown, refusal?: RpcError): void {
    if (!isObject(message)) {
      this.#server.report(unanswered('batch_unsupported'));
      return;
    }
    const { id, method } = message;
    if (typeof method !== 'string') {
      this.#takeResponse(message);
      return;
    }
    // A notification, such as `initialized`: nothing is owed to it.
    if (id === undefined) return;
    if (!isId(id)) {
      this.#server.report(unanswered(id === null ? 'id_null' : 'id_invalid', method.slice(0, 200)));
      return;
    }
    if (refusal) {
      this.transport.send({ error: refusal, id });
      return;
    }
    if (this.#serving.size >= maxWaiting) {
      this.transport.send({ error: { code: rpcCodes.overloaded, message: 'Server overloaded; retry later.' }, id });
      return;
    }
    const serving = this.#serve(id, method, message.params).finally(() => {
      this.#serving.delete(serving);
      this.#steered.delete(serving);
    });
    this.#serving.add(serving);
    if (answersLate(method) && requestKey(method, message.params) !== undefined) this.#steered.add(serving);
  }

  /** Resolves when every request that came so far is answered; but for those that nobody steers once the client is gone. */
  async settled(): Promise<void> {
    await Promise.all([...this.#serving].filter((serving) => !this.#steered.has(serving)));
  }

  notify(notification: ServerNotification): void {
    if (this.#closed || this.client?.optOut.has(notification.method)) return;
    this.transport.send(notification);
  }

  watches(threadId: string): boolean {
    return this.#watches.has(threadId);
  }

  /** Whether it may be asked about the thread. */
  answersFor(threadId: string): boolean {
    return this.#watches.get(threadId)?.readOnly === false;
  }

  watch(thread: WatchedThread, { cursor, readOnly }: WatchOptions = {}): void {
    if (this.#closed) return;
    const events = this.#server.events(thread);
    const before = this.#watches.get(thread.id);
    // A thread that was loaded anew is another one; what was missed of a watched one is nothing.
    const goesOn = before?.events === events;
    const missed = cursor && !goesOn ? events.since(cursor) : undefined;
    for (const event of missed ?? []) this.#pass(event);
    before?.stop();
    this.#watches.set(thread.id, {
      events,
      readOnly: readOnly ?? false,
      complete: cursor ? goesOn || missed !== undefined : undefined,
      cursor: events.cursor,
      stop: events.listen((event) => this.#pass(event)),
    });
    if (!readOnly) this.#arrivals.add(thread.id);
  }

  own<T>(make: (scope: Scope) => T): T {
    return this.#owned.own(make);
  }

  unwatch(threadId: string): boolean {
    const watch = this.#watches.get(threadId);
    this.#watches.delete(threadId);
    watch?.stop();
    return watch !== undefined;
  }

  /** An event of a thread: written out once for all clients, with its number for those that asked for it. */
  #pass({ seq, notification, text }: SentEvent): void {
    if (this.#closed || this.client?.optOut.has(notification.method)) return;
    const numbered = this.client?.eventSequence ?? false;
    if (this.transport.sendText) {
      this.transport.sendText(numbered ? `${text().slice(0, -1)},"seq":${seq}}` : text());
    } else this.transport.send(numbered ? { ...notification, seq } : notification);
  }

  #takeResponse(message: Record<string, unknown>): void {
    const { id, result, error } = message;
    if (!('result' in message || 'error' in message)) {
      this.#server.report(unanswered('message_invalid'));
      return;
    }
    if (isId(id) && this.requests.settle(id, result, isObject(error) ? (error as never) : undefined)) return;
    this.#server.report(unanswered('response_unknown', `id ${String(JSON.stringify(id)).slice(0, 200)}`));
  }

  close(reason = 'the server lets go of its clients'): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const threadId of [...this.#watches.keys()]) this.unwatch(threadId);
    this.#ended.abort(new Error('the client went away'));
    this.#owned.end().catch((error) => this.#server.report(error));
    this.requests.failAll('the client went away');
    this.transport.close?.(reason);
  }

  async #serve(id: RequestId, method: string, params: unknown): Promise<void> {
    if (method === 'initialize') {
      // A second handshake is answered too, after the first: it is good where the first was not.
      this.#initializing = (this.#initializing ?? Promise.resolve()).then(() => this.#answer(id, method, params));
      return this.#initializing;
    }
    const begun = Promise.withResolvers<void>();
    const work = async () => {
      await this.#initializing;
      await this.#answer(id, method, params, begun.resolve);
    };
    const key = requestKey(method, params);
    if (key === undefined) return work();
    const answered = (this.#chains.get(key) ?? Promise.resolve()).then(work);
    const chain = answersLate(method) ? Promise.race([begun.promise, answered]) : answered;
    this.#chains.set(key, chain);
    await chain;
    if (this.#chains.get(key) === chain) this.#chains.delete(key);
    await answered;
  }

  /** The one place where results and errors are sent. */
  async #answer(id: RequestId, method: string, params: unknown, begun: () => void = () => {}): Promise<void> {
    const after: (() => void)[] = [];
    try {
      const result = await this.#handle(method, params, (then) => after.push(then), begun);
      this.transport.send({ id, result: this.#withCursor(method, result) });
    } catch (error) {
      if (!(error instanceof RpcFailure)) this.#server.report(error);
      this.transport.send({ error: rpcErrorOf(error), id });
      return;
    }
    for (const then of after) then();
    for (const threadId of this.#arrivals) this.#server.deliverQuestions(threadId, this);
    this.#arrivals.clear();
  }

  /** Tells a client that asked for numbers where its knowledge of the thread begins. */
  #withCursor(method: string, result: unknown): unknown {
    if (!this.client?.eventSequence || !/^thread\/(start|resume|fork)$/.test(method)) return result;
    const watch = this.#watches.get((result as { thread: { id: string } }).thread.id);
    if (!watch) return result;
    const { cursor, complete } = watch;
    return { ...(result as object), cursor, ...(complete !== undefined && { replay: { complete } }) };
  }

  /** A plugin's method; of a method that nobody has, the error. */
  async #handleForeign(method: string, params: unknown): Promise<unknown> {
    if (!this.client) throw invalidRequest('Not initialized');
    const called =
      method.includes('/') &&
      (await callPluginMethod(await this.#server.host(), method, params, {
        ...this.client,
        client: this.client,
        signal: this.signal,
      }));
    if (called) return called.result;
    throw invalidRequest(
      `Invalid request: unknown variant \`${method}\`, expected one of ${Object.keys(paramsSchemas)
        .map((one) => `\`${one}\``)
        .join(', ')}`,
    );
  }

  async #handle(
    method: string,
    params: unknown,
    afterResponse: HandlerContext['afterResponse'],
    begun: () => void,
  ): Promise<unknown> {
    if (isObject(params) && typeof params.threadId === 'string' && this.#watches.get(params.threadId)?.readOnly) {
      refuseWrite(method, params.threadId);
    }
    if (!Object.hasOwn(paramsSchemas, method)) return this.#handleForeign(method, params);
    const known = method as ClientMethod;
    if (known === 'initialize' && this.client) throw invalidRequest('Already initialized');
    if (known !== 'initialize' && !this.client) throw invalidRequest('Not initialized');
    if (!this.client?.experimentalApi && Object.hasOwn(experimentalMethods, known)) {
      throw invalidRequest(`${known} requires experimentalApi capability`);
    }
    if (!isHandled(known)) throw unsupported(known);
    const valid = await validParams(known, params);
    if (!this.client?.experimentalApi && isObject(params)) {
      for (const field of experimentalFields[known] ?? []) {
        const value = params[field];
        if (value !== undefined && value !== null && value !== false) {
          throw invalidRequest(`${known}.${field} requires experimentalApi capability`);
        }
      }
    }
    refuseUnsupported(known, valid);
    if (isObject(params) && params.approvalsReviewer) await refuseMissingReviewer(this.#server, known, valid);
    if (known === 'thread/resume') refuseOverrides(params as Record<string, unknown>);
    const handler = (await handlers[known]()) as (params: unknown, context: HandlerContext) => unknown;
    const handling = handler(valid, { server: this.#server, connection: this, afterResponse });
    begun();
    return await handling;
  }
}

import {
  type ClientMethod,
  experimentalFields,
  experimentalMethods,
  paramsSchemas,
  type RequestId,
  rpcCodes,
  type ServerNotification,
  type SessionSource,
} from '@tenon/protocol';
import type { ClientIdentity, ClientSide, HandlerContext, ServerSide } from './handler.ts';
import { type HandledMethod, handlers } from './handlers.ts';
import { invalidRequest, RpcFailure, rpcErrorOf } from './rpc-error.ts';
import { type AskedClient, PendingRequests } from './server-requests.ts';
import type { Transport } from './transport.ts';
import { refuseUnsupported } from './unsupported.ts';
import { unsupported } from './unsupported-methods.ts';
import { validParams } from './validate.ts';

/** Requests of one connection that may wait at once, before `-32001`. */
const maxWaiting = 1024;

const isHandled = (method: ClientMethod): method is HandledMethod => Object.hasOwn(handlers, method);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is RequestId => typeof value === 'string' || Number.isInteger(value);

/** One client: its handshake, its requests in order, its subscriptions. */
export class Connection implements ClientSide, AskedClient {
  readonly transport: Transport;
  readonly source: SessionSource;
  readonly requests = new PendingRequests();
  client: ClientIdentity | undefined;
  readonly #server: ServerSide;
  readonly #subscriptions = new Map<string, () => void>();
  /** The last request under way of each thread: those of one thread are answered in order. */
  readonly #chains = new Map<string, Promise<void>>();
  #initializing: Promise<void> | undefined;
  /** Requests that are not answered yet. */
  readonly #serving = new Set<Promise<void>>();
  #closed = false;

  constructor(server: ServerSide, transport: Transport, source: SessionSource) {
    this.#server = server;
    this.source = source;
    this.transport = transport;
  }

  /** One message from the client, parsed. */
  receive(message: unknown): void {
    if (!isObject(message)) {
      this.#server.report(new Error('a message that is no JSON object was left unanswered (batches are not spoken)'));
      return;
    }
    const { id, method } = message;
    if (typeof method !== 'string') {
      const error = isObject(message.error) ? (message.error as never) : undefined;
      if (!isId(id) || !this.requests.settle(id, message.result, error)) {
        this.#server.report(new Error(`a response to no request of ours was left aside: id ${JSON.stringify(id)}`));
      }
      return;
    }
    // A notification, such as `initialized`: nothing is owed to it.
    if (!isId(id)) return;
    if (this.#serving.size >= maxWaiting) {
      this.transport.send({ error: { code: rpcCodes.overloaded, message: 'Server overloaded; retry later.' }, id });
      return;
    }
    const serving = this.#serve(id, method, message.params).finally(() => this.#serving.delete(serving));
    this.#serving.add(serving);
  }

  /** Resolves when every request that came so far is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#serving);
  }

  notify(notification: ServerNotification): void {
    if (this.#closed || this.client?.optOut.has(notification.method)) return;
    this.transport.send(notification);
  }

  watches(threadId: string): boolean {
    return this.#subscriptions.has(threadId);
  }

  watch(
    threadId: string,
    subscribe: (listener: (event: { notification: ServerNotification }) => void) => () => void,
  ): void {
    if (this.#closed || this.#subscriptions.has(threadId)) return;
    this.#subscriptions.set(
      threadId,
      subscribe((event) => this.notify(event.notification)),
    );
  }

  unwatch(threadId: string): boolean {
    const stop = this.#subscriptions.get(threadId);
    this.#subscriptions.delete(threadId);
    stop?.();
    return stop !== undefined;
  }

  close(): void {
    this.#closed = true;
    for (const threadId of [...this.#subscriptions.keys()]) this.unwatch(threadId);
    this.requests.failAll('the client went away');
  }

  async #serve(id: RequestId, method: string, params: unknown): Promise<void> {
    const threadId = isObject(params) && typeof params.threadId === 'string' ? params.threadId : undefined;
    const work = async () => {
      if (method !== 'initialize') await this.#initializing;
      await this.#answer(id, method, params);
    };
    if (method === 'initialize') {
      // A second handshake is answered too, after the first: it is good where the first was not.
      this.#initializing = (this.#initializing ?? Promise.resolve()).then(() => this.#answer(id, method, params));
      return this.#initializing;
    }
    if (threadId === undefined) return work();
    const chain = (this.#chains.get(threadId) ?? Promise.resolve()).then(work);
    this.#chains.set(threadId, chain);
    await chain;
    if (this.#chains.get(threadId) === chain) this.#chains.delete(threadId);
  }

  /** The one place where results and errors are sent. */
  async #answer(id: RequestId, method: string, params: unknown): Promise<void> {
    const after: (() => void)[] = [];
    try {
      const result = await this.#handle(method, params, (then) => after.push(then));
      this.transport.send({ id, result });
    } catch (error) {
      if (!(error instanceof RpcFailure)) this.#server.report(error);
      this.transport.send({ error: rpcErrorOf(error), id });
      return;
    }
    for (const then of after) then();
  }

  async #handle(method: string, params: unknown, afterResponse: HandlerContext['afterResponse']): Promise<unknown> {
    if (!Object.hasOwn(paramsSchemas, method)) {
      if (!this.client) throw invalidRequest('Not initialized');
      throw invalidRequest(
        `Invalid request: unknown variant \`${method}\`, expected one of ${Object.keys(paramsSchemas)
          .map((one) => `\`${one}\``)
          .join(', ')}`,
      );
    }
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
    const handler = (await handlers[known]()) as (params: unknown, context: HandlerContext) => unknown;
    return await handler(valid, { server: this.#server, connection: this, afterResponse });
  }
}

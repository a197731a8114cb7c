import type { RequestId, RpcError as RpcErrorObject } from '@tenon/protocol';
import type { Channel } from './channel.ts';
import { ClientError, RpcError } from './errors.ts';

export interface RequestOptions {
  /** Ends the wait with the signal's reason. The server is not told: use `turn/interrupt` to end a turn. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the answer; default: without end. */
  readonly timeoutMs?: number | undefined;
}

export interface PeerListener {
  notification(message: { method: string; params: unknown; seq: number | undefined }): void;
  /** Settles with the result; a rejection is answered as an error. */
  request(method: string, params: unknown, id: RequestId, signal: AbortSignal): Promise<unknown>;
  problem(problem: Error): void;
  /** Called once. Everything pending was rejected. */
  closed(reason: ClientError): void;
}

interface Pending {
  readonly method: string;
  readonly answer: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is RequestId => typeof value === 'string' || Number.isInteger(value);

/** What a handler threw, on the wire. */
function errorAnswer(error: unknown): RpcErrorObject {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof RpcError)) return { code: -32603, message };
  return { code: error.code, message, ...(error.data !== undefined && { data: error.data }) };
}

/** JSON-RPC over one channel. Ids of the two directions are apart: both sides may use the same. */
export class Peer {
  readonly #channel: Channel;
  readonly #listener: PeerListener;
  #next = 1;
  readonly #pending = new Map<RequestId, Pending>();
  /** Requests nobody waits for any more, whose answers may still come. */
  readonly #abandoned = new Set<RequestId>();
  /** Requests of the server that are not answered yet. */
  readonly #serving = new Map<RequestId, AbortController>();
  #ended: ClientError | undefined;

  constructor(channel: Channel, listener: PeerListener) {
    this.#channel = channel;
    this.#listener = listener;
    channel.onClose?.((reason) => this.#end(lost(reason)));
    channel.onProblem?.((problem) => listener.problem(problem));
    channel.onMessage((message) => this.#receive(message));
  }

  /** Why the connection is over; undefined while it is not. */
  get ended(): ClientError | undefined {
    return this.#ended;
  }

  /** `onResult` is called in the same step in which the answer came, before any later message is looked at. */
  request(
    method: string,
    params: unknown,
    { signal, timeoutMs }: RequestOptions = {},
    onResult?: (result: unknown) => void,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#ended) return reject(this.#ended);
      const id = this.#next;
      this.#next += 1;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(id);
      };
      const abandon = (error: unknown) => {
        settle();
        this.#abandoned.add(id);
        reject(error);
      };
      const onAbort = () => abandon(signal?.reason);
      if (timeoutMs !== undefined) {
        timer = setTimeout(
          () => abandon(new ClientError('request_timed_out', `${method} was not answered within ${timeoutMs} ms`)),
          timeoutMs,
        );
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        method,
        answer: (result) => {
          settle();
          onResult?.(result);
          resolve(result);
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      });
      this.#channel.send(params === undefined ? { method, id } : { method, id, params });
    });
  }

  notify(method: string): void {
    this.#channel.send({ method });
  }

  /** Ends the connection. What is pending rejects with `connection_closed`. */
  async close(): Promise<void> {
    this.#end(new ClientError('connection_closed', 'the client was closed'));
    await this.#channel.close();
  }

  #end(reason: ClientError): void {
    if (this.#ended) return;
    this.#ended = reason;
    for (const { fail } of [...this.#pending.values()]) fail(reason);
    for (const serving of this.#serving.values()) serving.abort(reason);
    this.#serving.clear();
    this.#listener.closed(reason);
  }

  #receive(message: unknown): void {
    if (this.#ended) return;
    if (!isObject(message)) {
      this.#malformed('what is no JSON object', message);
      return;
    }
    const { id, method, params } = message;
    if (method === undefined) {
      this.#settle(message);
      return;
    }
    if (typeof method !== 'string') {
      this.#malformed('a method that is no text', message);
      return;
    }
    if (id === undefined) {
      if (method === 'serverRequest/resolved' && isObject(params)) this.#resolved(params.requestId);
      this.#listener.notification({ method, params, seq: typeof message.seq === 'number' ? message.seq : undefined });
    } else if (isId(id)) void this.#serve(id, method, params);
    else this.#malformed('a request with an id that is neither text nor integer', message);
  }

  #settle({ id, result, error }: Record<string, unknown>): void {
    const pending = isId(id) ? this.#pending.get(id) : undefined;
    if (!isId(id) || !pending) {
      if (!isId(id) || !this.#abandoned.delete(id)) this.#malformed('an answer to no request', { id });
      return;
    }
    if (error === undefined || error === null) {
      pending.answer(result);
      return;
    }
    if (isObject(error) && typeof error.code === 'number' && typeof error.message === 'string') {
      const { code, message, data } = error;
      pending.fail(new RpcError(pending.method, { code, message, data }));
      return;
    }
    const problem = `the server answered ${pending.method} with an error of unknown shape: ${shown(error)}`;
    pending.fail(new ClientError('malformed_message', problem));
  }

  /** The server settled its request without our answer: another client was faster, or the turn ended. */
  #resolved(id: unknown): void {
    if (!isId(id)) return;
    const serving = this.#serving.get(id);
    this.#serving.delete(id);
    serving?.abort(new DOMException('the server no longer waits for this answer', 'AbortError'));
  }

  async #serve(id: RequestId, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#serving.set(id, controller);
    const send = (answer: object) => {
      // Otherwise it was settled meanwhile, or this connection is gone: nobody waits.
      if (this.#serving.get(id) !== controller) return;
      this.#serving.delete(id);
      this.#channel.send(answer);
    };
    try {
      send({ id, result: (await this.#listener.request(method, params, id, controller.signal)) ?? null });
    } catch (error) {
      send({ error: errorAnswer(error), id });
    }
  }

  #malformed(what: string, message: unknown): void {
    this.#listener.problem(new ClientError('malformed_message', `the server sent ${what}: ${shown(message)}`));
  }
}

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 200);

function lost(reason: Error | undefined): ClientError {
  if (reason instanceof ClientError) return reason;
  const why = reason ? `: ${reason.message}` : '';
  return new ClientError('connection_lost', `the connection to the server was lost${why}`, { cause: reason });
}

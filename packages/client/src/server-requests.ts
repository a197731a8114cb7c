import { type RequestId, rpcCodes, type ServerRequestMethod, type ServerRequests } from '@tenon/protocol';
import { ClientError, RpcError } from './errors.ts';

export interface RequestContext {
  /** Aborted when the server no longer waits: another client answered, the turn ended, or the connection is gone. */
  readonly signal: AbortSignal;
  /** The server's id of this request. */
  readonly requestId: RequestId;
}

/** Answers a request of the server. What it throws is answered as an error, which counts as a denial. */
export type RequestHandler<M extends ServerRequestMethod> = (
  params: ServerRequests[M]['params'],
  context: RequestContext,
) => ServerRequests[M]['result'] | Promise<ServerRequests[M]['result']>;

type AnyHandler = (params: unknown, context: RequestContext) => unknown;

/** The handlers of one client: one for each method. */
export class RequestHandlers {
  readonly #handlers = new Map<string, AnyHandler>();
  readonly #onProblem: (problem: Error) => void;

  constructor(onProblem: (problem: Error) => void) {
    this.#onProblem = onProblem;
  }

  add<M extends ServerRequestMethod>(method: M, handler: RequestHandler<M>): () => void {
    if (this.#handlers.has(method)) {
      throw new ClientError('handler_exists', `${method} has a handler already`, {
        mend: 'end the first one: call what `onRequest` returned',
      });
    }
    const any: AnyHandler = (params, context) => handler(params as ServerRequests[M]['params'], context);
    this.#handlers.set(method, any);
    return () => {
      if (this.#handlers.get(method) === any) this.#handlers.delete(method);
    };
  }

  /**
   * Without a handler the answer is an error that says so. It denies, and leaves the decision to other clients of the
   * thread where there are any: a client that only watches decides for nobody.
   */
  async answer(method: string, params: unknown, requestId: RequestId, signal: AbortSignal): Promise<unknown> {
    const handler = this.#handlers.get(method);
    if (!handler) {
      const message = `declined: this client has no handler for ${method}`;
      throw new RpcError(method, { code: rpcCodes.invalidRequest, message });
    }
    try {
      return await handler(params, { signal, requestId });
    } catch (error) {
      if (!signal.aborted) this.#onProblem(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }
}

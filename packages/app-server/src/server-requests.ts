import type { RequestId, RpcError, ServerRequests, ThreadRequestMethod } from '@tenon/protocol';
import type { ClientSide } from './handler.ts';
import type { Transport } from './transport.ts';

interface Pending {
  readonly threadId: string;
  readonly answer: (result: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** Requests sent to one client. Their ids are integers from 0 (fact sheet on the app-server, section 2). */
export class PendingRequests {
  #next = 0;
  readonly #pending = new Map<RequestId, Pending>();

  add(pending: Pending): number {
    const id = this.#next;
    this.#next += 1;
    this.#pending.set(id, pending);
    return id;
  }

  /** Takes a client's answer. False: nothing waits for that id. */
  settle(id: RequestId, result: unknown, error: RpcError | undefined): boolean {
    const pending = this.#pending.get(id);
    if (!pending) return false;
    this.#pending.delete(id);
    if (error) pending.fail(new Error(`the client answered with an error: ${error.message}`));
    else pending.answer(result);
    return true;
  }

  remove(id: RequestId): void {
    this.#pending.delete(id);
  }

  failAll(reason: string): void {
    for (const pending of [...this.#pending.values()]) pending.fail(new Error(reason));
  }
}

/** A client that may be asked. */
export interface AskedClient extends Pick<ClientSide, 'client' | 'notify'> {
  readonly transport: Transport;
  readonly requests: PendingRequests;
}

/** `availableDecisions` is part of the experimental API: other clients are not sent it (fact sheet on the app-server, section 3). */
function paramsFor<P extends object>(connection: AskedClient, params: P): object {
  if (connection.client?.experimentalApi || !('availableDecisions' in params)) return params;
  const { availableDecisions: _, ...rest } = params;
  return rest;
}

/**
 * Asks every client that watches the thread; the first answer counts, and each is told when the question is settled.
 * Rejects when no client watches, when all of them went, or with the signal's reason.
 */
export function askClients<M extends ThreadRequestMethod>(
  watchers: readonly AskedClient[],
  method: M,
  params: ServerRequests[M]['params'],
  signal: AbortSignal,
): Promise<ServerRequests[M]['result']> {
  const { threadId } = params;
  return new Promise((resolve, reject) => {
    if (watchers.length === 0) {
      reject(new Error(`no client watches thread ${threadId}, so nobody can be asked`));
      return;
    }
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const asked: { connection: AskedClient; id: number }[] = [];
    let failures = 0;
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', onAbort);
      for (const { connection, id } of asked) {
        connection.requests.remove(id);
        connection.notify({ method: 'serverRequest/resolved', params: { threadId, requestId: id } });
      }
      finish();
    };
    const onAbort = () => settle(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    for (const connection of watchers) {
      const id = connection.requests.add({
        threadId,
        answer: (result) => settle(() => resolve(result as ServerRequests[M]['result'])),
        fail: (error) => {
          failures += 1;
          if (failures === watchers.length) settle(() => reject(error));
        },
      });
      asked.push({ connection, id });
      connection.transport.send({ method, id, params: paramsFor(connection, params) });
    }
  });
}

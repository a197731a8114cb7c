import { type AppServer, connectInProcess, type InProcessConnection } from '@tenon/app-server';
import {
  type ClientMethod,
  type ClientRequests,
  type RequestId,
  type RpcError,
  type RpcResponse,
  rpcCodes,
  type ServerNotification,
} from '@tenon/protocol';

type Waiting = { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void };

/** An error answer of the server. */
export class RequestFailed extends Error {
  readonly mend: string | undefined;
  constructor(error: RpcError) {
    super(error.message);
    this.name = 'RequestFailed';
    this.mend = (error.data as { mend?: string } | undefined)?.mend;
  }
}

/** A client inside the process: the protocol's objects, without writing them out. */
export class InProcessClient {
  readonly #connection: InProcessConnection;
  readonly #waiting = new Map<RequestId, Waiting>();
  #next = 1;

  constructor(server: AppServer, onNotification: (notification: ServerNotification) => void) {
    this.#connection = connectInProcess(server, {
      receive: (message) => {
        if ('method' in message) {
          if ('id' in message) this.#refuse(message.id as RequestId);
          else onNotification(message as ServerNotification);
        } else this.#settle(message as RpcResponse);
      },
    });
  }

  request<M extends ClientMethod>(
    method: M,
    params: ClientRequests[M]['params'],
  ): Promise<ClientRequests[M]['result']> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#connection.send({ id, method, params });
    });
  }

  #settle(response: RpcResponse): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if ('error' in response) waiting?.reject(new RequestFailed(response.error));
    else waiting?.resolve(response.result as never);
  }

  #refuse(id: RequestId): void {
    this.#connection.send({
      id,
      error: { code: rpcCodes.invalidRequest, message: 'tenon exec cannot ask anybody' },
    });
  }
}

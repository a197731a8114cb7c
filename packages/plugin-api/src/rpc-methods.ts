import { collection } from './point.ts';
import type { StandardSchemaV1 } from './standard-schema.ts';

export interface RpcMethodContext {
  /** The name and version the client gave in its handshake. */
  readonly client: { readonly name: string; readonly version: string };
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** A method that clients call. Params and result are validated by its schemas, whichever library made them. */
export interface RpcMethod<P = unknown, R = unknown> {
  readonly params: StandardSchemaV1<unknown, P>;
  readonly result: StandardSchemaV1<unknown, R>;
  /** Only clients with `experimentalApi` may call it. Default false. */
  readonly experimental?: boolean;
  /** Requests with the same `threadId` are handled one after another. A TenonError that is thrown reaches the client with its code and mend. */
  handle(params: P, context: RpcMethodContext): R | Promise<R>;
}

/** Methods added to the protocol's own. Names hold a `/`, such as `acme/tickets/list`; one of the protocol's is refused. */
export const rpcMethods = collection<RpcMethod>()('rpcMethods', 'rpc-methods/v1');

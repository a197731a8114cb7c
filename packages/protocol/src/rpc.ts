// The JSON-RPC dialect: no `jsonrpc` member, ids are strings or integers, errors before ids. Source: fact sheet on the app-server, section 2.
export type RequestId = string | number;

/** Error codes the wire uses. `invalidRequest` also stands for unknown methods and bad params. */
export const rpcCodes = {
  invalidRequest: -32600,
  invalidParams: -32602,
  internal: -32603,
  overloaded: -32001,
} as const;

export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}
export interface RpcRequest {
  id: RequestId;
  method: string;
  params?: unknown;
}
export interface RpcNotification {
  method: string;
  params?: unknown;
}
export type RpcResponse = { id: RequestId; result: unknown } | { error: RpcError; id: RequestId };

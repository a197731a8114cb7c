import { isTenonError } from '@tenon/plugin-api';
import { type RpcError, rpcCodes } from '@tenon/protocol';

/** An answer that is an error. Thrown by handlers, sent at one place. */
export class RpcFailure extends Error {
  readonly error: RpcError;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcFailure';
    this.error = data === undefined ? { code, message } : { code, message, data };
  }
}

export const invalidRequest = (message: string, data?: unknown) =>
  new RpcFailure(rpcCodes.invalidRequest, message, data);

/** Codes that are our fault or the machine's, not the request's. */
const internal = new Set([
  'thread_store_failed',
  'thread_store_full',
  'thread_unreadable',
  'service_missing',
  'internal_error',
]);

/** Characters of a message: what was asked may be long, and is not sent back. */
const maxChars = 8192;

/** Whatever a handler threw, as the client is told it: what happened, and the mend where there is one. */
export function rpcErrorOf(thrown: unknown): RpcError {
  const error = errorOf(thrown);
  const { message } = error;
  return message.length > maxChars ? { ...error, message: `${message.slice(0, maxChars - 1)}…` } : error;
}

function errorOf(error: unknown): RpcError {
  if (error instanceof RpcFailure) return error.error;
  if (!isTenonError(error)) {
    return { code: rpcCodes.internal, message: error instanceof Error ? error.message : String(error) };
  }
  const { code, mend, plugin, file } = error;
  return {
    code: internal.has(code) ? rpcCodes.internal : rpcCodes.invalidRequest,
    message: error.message,
    data: { code, ...(mend && { mend }), ...(plugin && { plugin }), ...(file && { file }) },
  };
}

import type { RpcError as RpcErrorObject, ThreadItem, Turn } from '@tenon/protocol';

/** The brand of `isTenonError` in @tenon/plugin-api: errors of this package are recognised by it. */
const brand = Symbol.for('tenon.error');

/**
 * - `connection_closed`: the client was closed, or the connection is gone for good
 * - `connection_lost`: the connection broke while the server had the request; it may or may not have been carried out
 * - `reconnect_failed`: all attempts failed; `cause` is the last failure
 * - `handshake_failed`: the server could not be reached, or refused `initialize`
 * - `request_timed_out`: no answer within `timeoutMs`
 * - `server_not_started`, `server_exited`: of a server that was spawned
 * - `events_overflow`: an iterable was read too slowly, and holds its limit of events
 * - `events_lost`: after a reconnect the server could not replay what was missed
 * - `malformed_message`: the server sent what is no message (given to `onProblem`)
 * - `interrupt_failed`: a signal was aborted, and its turn may still run (given to `onProblem`)
 * - `turn_failed`: see `TurnFailedError`
 * - `no_active_turn`: nothing to steer or interrupt
 * - `handler_exists`: `onRequest` was called twice for one method
 * - `unsupported`: this transport or option cannot do that
 */
export type ClientErrorCode =
  | 'connection_closed'
  | 'connection_lost'
  | 'reconnect_failed'
  | 'handshake_failed'
  | 'request_timed_out'
  | 'server_not_started'
  | 'server_exited'
  | 'events_overflow'
  | 'events_lost'
  | 'malformed_message'
  | 'interrupt_failed'
  | 'turn_failed'
  | 'no_active_turn'
  | 'handler_exists'
  | 'unsupported';

/** What goes wrong on this side of the wire. Programs match on `code`. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** What a person can do about it. */
  readonly mend: string | undefined;

  constructor(code: ClientErrorCode, message: string, { mend, cause }: { mend?: string; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ClientError';
    this.code = code;
    this.mend = mend;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** The server's error answer to a request. Codes: `rpcCodes` of @tenon/protocol. */
export class RpcError extends Error {
  readonly code: number;
  /** Of Tenon: `{ code, mend?, plugin?, file? }`, where `code` is stable. */
  readonly data: unknown;
  readonly method: string;

  constructor(method: string, { code, message, data }: RpcErrorObject) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
    this.method = method;
  }
}

/** A turn that ended with status `failed`: `turn.error` says why. */
export class TurnFailedError extends ClientError {
  readonly turn: Turn;
  /** What the turn did before it failed. */
  readonly items: readonly ThreadItem[];

  constructor(turn: Turn, items: readonly ThreadItem[]) {
    super('turn_failed', turn.error?.message ?? `turn ${turn.id} failed`);
    this.name = 'TurnFailedError';
    this.turn = turn;
    this.items = items;
  }
}

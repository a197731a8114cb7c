import type { ServerRequests, ThreadRequestMethod } from '@tenon/protocol';

/**
 * Asks a person, through whatever client is there. Resolves with their answer; rejects when nobody can be asked,
 * when the client answered with an error, or with the signal's reason.
 */
export type Approver = <M extends ThreadRequestMethod>(
  method: M,
  params: ServerRequests[M]['params'],
  signal: AbortSignal,
) => Promise<ServerRequests[M]['result']>;

/** What a person decided, once, over the forms the wire has for it. */
export type Verdict = 'accept' | 'acceptForSession' | 'decline' | 'cancel';

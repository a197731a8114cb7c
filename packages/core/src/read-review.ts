import type { Review, ReviewRequest } from '@tenon/plugin-api/reviewer';
import type { CommandExecutionApprovalDecision } from '@tenon/protocol';
import { readAdditional } from '@tenon/sandboxing';

const isText = (value: unknown) => value === undefined || typeof value === 'string';

/** What a plugin gave in place of a review: only what was offered counts, and what is no review has failed. */
export function readReview(value: unknown, request: ReviewRequest): Review {
  const given = Object(value) as Readonly<Record<string, unknown>>;
  const asksPermissions = request.action.type === 'permissions';
  const offers = (decision: CommandExecutionApprovalDecision) => request.availableDecisions.includes(decision);
  const { kind, scope, reason, endTurn } = given;
  switch (kind) {
    case 'approved':
      if (scope === 'once') return offers('accept') ? { kind, scope } : notOffered('an approval');
      if (scope === 'session')
        return offers('acceptForSession') ? { kind, scope } : notOffered('an approval for the session');
      break;
    case 'approvedByRule':
      return request.amendment ? { kind } : notOffered('an amendment of the rules');
    case 'granted':
      if (!asksPermissions) return notOffered('a grant of permissions');
      if (scope === 'turn' || scope === 'session') return readGrant(given.permissions, scope);
      break;
    case 'denied':
      if (isText(reason) && (endTurn === undefined || typeof endTurn === 'boolean')) return value as Review;
      break;
    case 'failed':
      if (typeof reason === 'string') return { kind, reason };
      break;
  }
  return { kind: 'failed', reason: `the answer is no review: ${shown(value)}` };
}

function readGrant(permissions: unknown, scope: 'turn' | 'session'): Review {
  try {
    return { kind: 'granted', permissions: readAdditional(permissions), scope };
  } catch (error) {
    return { kind: 'failed', reason: `the grant cannot be read: ${(error as Error).message}` };
  }
}

const notOffered = (what: string): Review => ({ kind: 'failed', reason: `${what} was not offered` });

function shown(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 200);
  } catch {
    // It goes round in circles, or throws when it is looked at: that it is none is all there is to say.
    return 'a value that is no JSON';
  }
}

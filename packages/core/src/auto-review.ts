import type { Review, ReviewRequest } from '@tenon/plugin-api/reviewer';
import type { ServerNotification, ServerNotifications } from '@tenon/protocol';
import { quoteWords } from '@tenon/thread-store';

type Completed = ServerNotifications['item/autoApprovalReview/completed'];

/** The action as the wire tells of it; undefined where it has no word for it. */
function actionOf({ action, cwd }: ReviewRequest): Completed['action'] | undefined {
  switch (action.type) {
    case 'command':
      return { type: 'command', command: quoteWords(action.argv), cwd: action.cwd, source: 'unifiedExec' };
    case 'fileChange':
      return { type: 'applyPatch', cwd, files: action.changes.map(({ path }) => path) };
    case 'permissions':
      return { type: 'requestPermissions', permissions: action.permissions, reason: action.reason };
    default:
      return undefined;
  }
}

const shared = ({ reviewId, threadId, turnId, itemId }: ReviewRequest) => ({
  reviewId,
  threadId,
  turnId,
  targetItemId: itemId,
});

/** Tells clients that somebody other than a person judges. */
export function reviewStarted(request: ReviewRequest): readonly ServerNotification[] {
  const action = actionOf(request);
  if (!action) return [];
  const params = { ...shared(request), action, review: { status: 'inProgress' as const } };
  return [{ method: 'item/autoApprovalReview/started', params }];
}

export type ReviewEnd = Review | { readonly kind: 'timedOut'; readonly reason: string };

const statuses: Readonly<Record<ReviewEnd['kind'], Completed['review']['status']>> = {
  approved: 'approved',
  approvedByRule: 'approved',
  granted: 'approved',
  denied: 'denied',
  failed: 'aborted',
  timedOut: 'timedOut',
};

/** Tells clients what came of it; a review that failed was `aborted`. */
export function reviewCompleted(request: ReviewRequest, end: ReviewEnd): readonly ServerNotification[] {
  const action = actionOf(request);
  if (!action) return [];
  const rationale = 'reason' in end ? end.reason : undefined;
  const review = { status: statuses[end.kind], ...(rationale !== undefined && { rationale }) };
  const params = { ...shared(request), action, review, decisionSource: 'agent' as const };
  return [{ method: 'item/autoApprovalReview/completed', params }];
}

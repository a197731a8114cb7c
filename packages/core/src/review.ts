import { type Review, type ReviewContext, type ReviewRequest, reviewers } from '@tenon/plugin-api/reviewer';
import type { ApprovalsReviewer, ServerNotification } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import { type ReviewEnd, reviewCompleted, reviewStarted } from './auto-review.ts';
import { readReview } from './read-review.ts';
import type { TurnContext } from './turn-context.ts';

/** The member of `reviewers` that is asked; `guardian_subagent` is the older name of `auto_review`. */
export const reviewerName = (setting: ApprovalsReviewer): string =>
  setting === 'guardian_subagent' ? 'auto_review' : setting;

/** How the call that is reviewed shows itself. */
export interface Reviewed {
  /** Announces the call's item. */
  readonly announce: () => void;
  /** The call is refused. Clients hear of it before the thread no longer waits. */
  readonly refused: () => void;
}

/** Asks the thread's reviewer. Never rejects but with the turn's reason to end: what goes wrong has `failed`. */
export async function askReviewer(context: TurnContext, request: ReviewRequest, reviewed: Reviewed): Promise<Review> {
  const { log, settings } = context;
  const name = reviewerName(settings.approvalsReviewer);
  let waiting = false;
  const over = new AbortController();
  const askPerson: ReviewContext['askPerson'] = async (method, params, signal) => {
    over.signal.throwIfAborted();
    if (!waiting) {
      waiting = true;
      context.waitingOnApproval(true);
    }
    reviewed.announce();
    // The question goes to clients past the log: what they were told before must have gone.
    await log.settled();
    return context.askPerson(method, params, AbortSignal.any([signal, over.signal]));
  };
  // Clients that are asked need not be told.
  const tell = (notifications: readonly ServerNotification[]) => {
    if (name !== 'user') for (const notification of notifications) log.publish(notification);
  };
  try {
    if (name !== 'user') reviewed.announce();
    tell(reviewStarted(request));
    const end = await judge(context, name, request, askPerson).catch((error) => {
      tell(reviewCompleted(request, { kind: 'failed', reason: 'the turn was ended' }));
      throw error;
    });
    tell(reviewCompleted(request, end));
    const review: Review = end.kind === 'timedOut' ? { ...end, kind: 'failed' } : end;
    if (review.kind === 'denied' || review.kind === 'failed') reviewed.refused();
    return review;
  } finally {
    over.abort(new Error('the review is over'));
    if (waiting) context.waitingOnApproval(false);
  }
}

async function judge(
  context: TurnContext,
  name: string,
  request: ReviewRequest,
  askPerson: ReviewContext['askPerson'],
): Promise<ReviewEnd> {
  const { signal } = context;
  const reviewer = await withGrace(context.generation.get(reviewers, name), signal);
  if (!reviewer) return { kind: 'failed', reason: `there is no reviewer \`${name}\`: no active plugin provides it` };
  const { timeoutMs } = reviewer;
  const limit = new AbortController();
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => limit.abort(new Error(`the review took over ${timeoutMs} ms`)), timeoutMs);
  try {
    const limited = AbortSignal.any([signal, limit.signal]);
    const reviewing = async () => reviewer.review(request, { signal: limited, askPerson });
    return readReview(await withGrace(reviewing(), limited), request);
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: limit.signal.aborted ? 'timedOut' : 'failed', reason };
  } finally {
    clearTimeout(timer);
  }
}

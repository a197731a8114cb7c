import { approvalRequest, type ToolEvent } from '@tenon/plugin-api/events';
import { type PolicyAmendment, policy } from '@tenon/plugin-api/policy';
import type { Review } from '@tenon/plugin-api/reviewer';
import type { PermissionProfile } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import { type Approved, availableDecisions } from './approvals.ts';
import { type Decision, recordDecision } from './decision-log.ts';
import { askReviewer, type Reviewed, reviewerName } from './review.ts';
import type { TurnContext } from './turn-context.ts';

/** A call that waits at the gate. */
export interface GatedCall {
  readonly context: TurnContext;
  readonly event: ToolEvent;
  /** The thread's profile, with what was granted for its turn and session. */
  readonly inForce: PermissionProfile;
  readonly reviewed: Reviewed;
  /** Names the next question about this call. */
  readonly nextApprovalId: (reviewId: string) => string | null;
}

/** Something that needs consent. */
export interface Question {
  readonly approved: Approved;
  readonly reason: string | null;
  readonly amendment: PolicyAmendment | null;
  /** What it runs under once it is allowed. */
  readonly profile: PermissionProfile;
  /** Why the policy wants it asked, for the log. */
  readonly because: { readonly because?: string };
}

/** What came of a question. `text` is told to the model. */
export type Consent =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly text: string; readonly endTurn: boolean };

/**
 * Whether a person, or somebody in their place, lets it happen: what a person approved before, then handlers, then the reviewer. Whatever
 * is decided stands in the log before this resolves.
 */
export async function consentTo(call: GatedCall, question: Question): Promise<Consent> {
  const { context } = call;
  const { approved, profile } = question;
  const decided = async (decision: Decision, refusal?: string): Promise<Consent> => {
    await recordDecision(context, call.event, {
      ...question.because,
      ...decision,
      ...(approved.retry && { retry: true }),
      ...(refusal === undefined && { profile }),
    });
    const endTurn = decision.decision === 'cancelled';
    return refusal === undefined ? { kind: 'allowed' } : { kind: 'refused', text: refusal, endTurn };
  };
  // First of all: no automatic reviewer takes back what a person allowed.
  const remembered = context.approvals.covers(approved);
  if (remembered) {
    return decided({ decision: remembered === 'session' ? 'approved_for_session' : 'approved', by: 'remembered' });
  }

  const inPlace = await answerOfHandlers(call, question.reason);
  if (inPlace?.kind === 'deny') {
    call.reviewed.refused();
    const { reason, by } = inPlace;
    return decided({ decision: 'denied', by, reason }, reason);
  }
  if (inPlace) return decided({ decision: 'approved', by: inPlace.by });
  if (context.settings.approvalPolicy === 'never') {
    const reason = question.reason ?? 'approval is needed, and nobody may be asked';
    return decided({ decision: 'forbidden', by: 'policy', because: 'approval policy never', reason }, reason);
  }

  const { review, ...asked } = await reviewOf(call, question);
  switch (review.kind) {
    case 'approved': {
      const forSession = review.scope === 'session';
      const consent = await decided({ ...asked, decision: forSession ? 'approved_for_session' : 'approved' });
      if (forSession) context.approvals.remember(approved);
      return consent;
    }
    case 'approvedByRule':
      if (question.amendment) await keepAmendment(context, question.amendment);
      return decided({ ...asked, decision: 'approved_by_rule' });
    case 'denied':
    case 'failed':
      if (asked.by !== 'reviewer:user') context.approvals.denied(asked.review_id, approved);
      return decided({ ...asked, ...refusalOf(review) }, refusalText(review, asked.by));
    case 'granted':
      throw new Error('a grant was let through for an action that asks for no permissions');
  }
}

/** What `approvalRequest` handlers say in a person's place. */
export async function answerOfHandlers({ context, event }: GatedCall, reason: string | null) {
  const { generation, signal } = context;
  const [answer] = await generation.run(approvalRequest, { ...event, reason }, { signal });
  return answer && { ...answer.result, by: `hook:${answer.plugin}` as const };
}

/** Asks the reviewer. */
export async function reviewOf(
  call: GatedCall,
  { approved, reason, amendment }: Pick<Question, 'approved' | 'reason' | 'amendment'>,
) {
  const { context, event } = call;
  const reviewId = context.newId();
  const review = await askReviewer(
    context,
    {
      reviewId,
      threadId: context.threadId,
      turnId: context.turnId,
      itemId: event.callId,
      approvalId: call.nextApprovalId(reviewId),
      cwd: context.settings.cwd,
      action: approved.action,
      reason,
      availableDecisions: availableDecisions(approved.action, amendment),
      amendment,
    },
    call.reviewed,
  );
  const by = `reviewer:${reviewerName(context.settings.approvalsReviewer)}` as const;
  return { review, by, review_id: reviewId };
}

type Refusal = Extract<Review, { kind: 'denied' | 'failed' }>;

/** How a refusal stands in the log. */
export const refusalOf = (review: Refusal): Pick<Decision, 'decision' | 'reason'> => ({
  decision: review.kind === 'failed' ? 'failed' : review.endTurn ? 'cancelled' : 'denied',
  ...(review.reason !== undefined && { reason: review.reason }),
});

function refusalText(review: Refusal, by: Decision['by']): string {
  if (review.kind === 'failed') return `not approved, because the approval failed: ${review.reason}`;
  const who = `rejected by ${by.slice('reviewer:'.length)}`;
  return review.reason === undefined ? who : `${who}: ${review.reason}`;
}

/** The call was approved: that the rule cannot be kept is told, and the call still runs. */
async function keepAmendment(context: TurnContext, amendment: PolicyAmendment): Promise<void> {
  const { generation, settings, signal, log, threadId } = context;
  try {
    await withGrace(Promise.resolve(generation.service(policy).amend?.(amendment, { cwd: settings.cwd })), signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const message = `The command runs, but the rule for \`${amendment.prefix.join(' ')}\` could not be kept: ${(error as Error).message}`;
    log.publish({ method: 'warning', params: { threadId, message } });
  }
}

import type { Review, ReviewContext, Reviewer, ReviewRequest } from '@tenon/plugin-api/reviewer';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { CommandAction, CommandExecutionApprovalDecision, ServerRequests } from '@tenon/protocol';
import { quoteWords } from '@tenon/thread-store';
import { visible, visibleCommand } from './visible.ts';

type PermissionsAction = Extract<ToolAction, { type: 'permissions' }>;

/** Asks a person with the wire's server requests. What `askPerson` rejects with is left to the core: the review has failed. */
export const userReviewer: Reviewer = {
  review: (request, context) => {
    const { action } = request;
    if (action.type === 'permissions') return reviewPermissions(request, action, context);
    return action.type === 'fileChange' ? reviewFileChange(request, context) : reviewCommand(request, context);
  },
};

const ids = ({ threadId, turnId, itemId }: ReviewRequest) => ({ threadId, turnId, itemId });

/** A command, or something that has no request of its own. Keys with nothing to say are left out, as the peer does. */
async function reviewCommand(request: ReviewRequest, { askPerson, signal }: ReviewContext): Promise<Review> {
  const { action, approvalId, amendment, availableDecisions } = request;
  const reason = reasonOf(request);
  const command =
    action.type === 'command'
      ? {
          command: visibleCommand(action.argv),
          cwd: action.cwd,
          commandActions: action.commandActions.map(visibleAction),
          ...(action.additionalPermissions && { additionalPermissions: action.additionalPermissions }),
        }
      : {};
  const { decision } = await askPerson(
    'item/commandExecution/requestApproval',
    {
      ...ids(request),
      ...(approvalId !== null && { approvalId }),
      ...(reason !== null && { reason }),
      ...command,
      ...(amendment && { proposedExecpolicyAmendment: [...amendment.prefix] }),
      availableDecisions: [...availableDecisions],
    },
    signal,
  );
  return reviewOf(decision, request);
}

async function reviewFileChange(request: ReviewRequest, { askPerson, signal }: ReviewContext): Promise<Review> {
  const params = { ...ids(request), reason: reasonOf(request), grantRoot: null };
  const { decision } = await askPerson('item/fileChange/requestApproval', params, signal);
  return reviewOf(decision, request);
}

async function reviewPermissions(
  request: ReviewRequest,
  { permissions }: PermissionsAction,
  { askPerson, signal }: ReviewContext,
): Promise<Review> {
  const params: ServerRequests['item/permissions/requestApproval']['params'] = {
    ...ids(request),
    cwd: request.cwd,
    reason: reasonOf(request),
    permissions,
  };
  const answer = await askPerson('item/permissions/requestApproval', params, signal);
  if (answer.strictAutoReview) {
    return { kind: 'failed', reason: 'the grant is for a turn under strict automatic review, which there is none of' };
  }
  return { kind: 'granted', permissions: answer.permissions, scope: answer.scope ?? 'turn' };
}

/** A program's action, its texts as a person can read them. */
function visibleAction(action: CommandAction): CommandAction {
  const texts = Object.entries(action).map(([key, value]) => [key, typeof value === 'string' ? visible(value) : value]);
  return Object.fromEntries(texts);
}

/** Why it is asked, with what a rule would also allow. The model may have written any of it. */
function reasonOf(request: ReviewRequest): string | null {
  const reason = wholeReason(request);
  return reason === null ? null : visible(reason);
}

function wholeReason({ reason, amendment }: ReviewRequest): string | null {
  if (!amendment || amendment.alsoAllows.length === 0) return reason;
  const rule = `A rule for commands that begin with \`${quoteWords(amendment.prefix)}\` would also allow: ${amendment.alsoAllows.join(' ')}`;
  return reason === null ? rule : `${reason}\n${rule}`;
}

function reviewOf(decision: CommandExecutionApprovalDecision, { amendment }: ReviewRequest): Review {
  switch (decision) {
    case 'accept':
      return { kind: 'approved', scope: 'once' };
    case 'acceptForSession':
      return { kind: 'approved', scope: 'session' };
    case 'decline':
      return { kind: 'denied' };
    case 'cancel':
      return { kind: 'denied', endTurn: true };
  }
  if ('acceptWithExecpolicyAmendment' in decision) {
    const given = decision.acceptWithExecpolicyAmendment.execpolicy_amendment;
    if (amendment && JSON.stringify(given) === JSON.stringify(amendment.prefix)) return { kind: 'approvedByRule' };
    return { kind: 'failed', reason: 'the answer amends the rules in another way than was proposed' };
  }
  return { kind: 'failed', reason: 'the answer is about the network, which was not asked about' };
}

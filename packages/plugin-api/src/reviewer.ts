import type {
  AdditionalPermissionProfile,
  CommandExecutionApprovalDecision,
  ServerRequests,
  ThreadRequestMethod,
} from '@tenon/protocol';
import { collection } from './point.ts';
import type { PolicyAmendment } from './policy.ts';
import type { ToolAction } from './tool.ts';

/** One action that needs somebody's consent. */
export interface ReviewRequest {
  /** Unique; what is told of the review carries it. */
  readonly reviewId: string;
  readonly threadId: string;
  readonly turnId: string;
  /** The item that announces the action. */
  readonly itemId: string;
  /** Tells questions about one item apart; null for the first. */
  readonly approvalId: string | null;
  /** The turn's working directory. */
  readonly cwd: string;
  /** `additionalPermissions`, and the `permissions` of a request, are absolute paths with links resolved: what is shown is what is granted. */
  readonly action: ToolAction;
  /** Why it is asked. */
  readonly reason: string | null;
  /** What may be answered, of what the wire knows. Any other answer refuses. */
  readonly availableDecisions: readonly CommandExecutionApprovalDecision[];
  readonly amendment: PolicyAmendment | null;
}

/** What came of a review. `failed`: it could not be judged; the action is refused, as for `denied`, and said to be. */
export type Review =
  | { readonly kind: 'approved'; readonly scope: 'once' | 'session' }
  /** As the amendment of the request says, from now on. */
  | { readonly kind: 'approvedByRule' }
  /** Of an action `permissions`: never more than was asked for counts. */
  | {
      readonly kind: 'granted';
      readonly permissions: AdditionalPermissionProfile;
      readonly scope: 'turn' | 'session';
    }
  | { readonly kind: 'denied'; readonly reason?: string; readonly endTurn?: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Asks a person, through whatever client is there. Rejects when nobody can be asked, when the client answered with an error or with
 * something that is no answer, or with the signal's reason.
 */
export type AskPerson = <M extends ThreadRequestMethod>(
  method: M,
  params: ServerRequests[M]['params'],
  signal: AbortSignal,
) => Promise<ServerRequests[M]['result']>;

export interface ReviewContext {
  /** Aborted when the turn ends or the time is up. */
  readonly signal: AbortSignal;
  readonly askPerson: AskPerson;
}

/** Judges in a person's place, or asks one. */
export interface Reviewer {
  /** Milliseconds a review may take; after them it has `failed`. Default: none, for a person has time. */
  readonly timeoutMs?: number;
  /** A rejection counts as `failed`. */
  review(request: ReviewRequest, context: ReviewContext): Promise<Review>;
}

/** Who is asked, by the name that `approvals_reviewer` has: `user` is a person; `guardian_subagent` is looked up as `auto_review`. */
export const reviewers = collection<Reviewer>()('reviewers', 'reviewer/v1');

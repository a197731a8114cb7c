import { tenonError } from '@tenon/plugin-api';
import type { PolicyAmendment } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { CommandExecutionApprovalDecision, PermissionProfile } from '@tenon/protocol';
import { canonicalJson } from './canonical.ts';

/** What an approval is given for. */
export interface Approved {
  readonly action: ToolAction;
  /** The real paths of a file change. */
  readonly paths: readonly string[];
  /** What it is to run under, and the folder that its names such as `:project_roots` mean. */
  readonly profile: PermissionProfile;
  readonly workspace: string;
  /** To run it again, once the sandbox stopped it. */
  readonly retry: boolean;
}

/**
 * What a remembered approval is for: exactly this command in this folder with these permissions, or changes to exactly these files; and
 * in either case under just the permissions of then, so never with less confinement than a person knew of. Nothing of other actions is remembered.
 */
function keysOf({ action, paths, profile, workspace, retry }: Approved): readonly string[] {
  if (action.type === 'command') {
    const { argv, cwd, escalate, additionalPermissions = null } = action;
    return [canonicalJson({ argv, cwd, escalate, additionalPermissions, profile, workspace, retry })];
  }
  return paths.map((path) => canonicalJson({ path, profile, workspace }));
}

/** How far an approval that was given before goes. */
export type Remembered = 'session' | 'once';

/** The approvals that were given for the rest of a session, and those that wait for their one call. */
export class SessionApprovals {
  readonly #keys = new Set<string>();
  /** What automatic reviewers denied, by review. */
  readonly #denied = new Map<string, Approved>();
  readonly #once = new Set<string>();

  /** An approval for one call is used up by this. */
  covers(approved: Approved): Remembered | undefined {
    const keys = keysOf(approved);
    if (keys.length === 0) return undefined;
    if (keys.every((key) => this.#keys.has(key))) return 'session';
    return this.#once.delete(keys.join('\n')) ? 'once' : undefined;
  }

  remember(approved: Approved): void {
    for (const key of keysOf(approved)) this.#keys.add(key);
  }

  /** A person may still approve what an automatic reviewer denied. */
  denied(reviewId: string, approved: Approved): void {
    if (keysOf(approved).length > 0) this.#denied.set(reviewId, approved);
  }

  /** A person approves what that review denied: the next call that does just that runs. Gives what it is. Throws `no_denied_action`. */
  approveDenied(reviewId: string): ToolAction {
    const approved = this.#denied.get(reviewId);
    if (!approved) {
      throw tenonError({
        code: 'no_denied_action',
        message: `no action of this thread was denied by review ${reviewId}, or it was approved already`,
        mend: 'Use the reviewId of an item/autoApprovalReview/completed of this thread, since it was loaded.',
      });
    }
    this.#denied.delete(reviewId);
    this.#once.add(keysOf(approved).join('\n'));
    return approved.action;
  }
}

/** What may be answered to a question about an action. A request for permissions is answered with what is granted of it. */
export function availableDecisions(
  { type }: ToolAction,
  amendment: PolicyAmendment | null,
): readonly CommandExecutionApprovalDecision[] {
  if (type === 'permissions') return [];
  const decisions: CommandExecutionApprovalDecision[] = ['accept'];
  if (type === 'command' || type === 'fileChange') decisions.push('acceptForSession');
  if (amendment) decisions.push({ acceptWithExecpolicyAmendment: { execpolicy_amendment: [...amendment.prefix] } });
  return [...decisions, 'decline', 'cancel'];
}

/** Counts the calls that wait for a person; tells when the first begins to and when the last no longer does. */
export function countWaiting(tell: (activeFlags: 'waitingOnApproval'[]) => void): (waiting: boolean) => void {
  let count = 0;
  return (waiting) => {
    const before = count;
    count += waiting ? 1 : -1;
    if (before === 0) tell(['waitingOnApproval']);
    else if (count === 0) tell([]);
  };
}

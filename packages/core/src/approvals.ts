import type { PolicyAmendment } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { CommandExecutionApprovalDecision, PermissionProfile } from '@tenon/protocol';
import { canonicalJson } from './canonical.ts';

/** What an approval is given for. */
export interface Approved {
  readonly action: ToolAction;
  /** The real paths of a file change. */
  readonly paths: readonly string[];
  /** What it was to run under, where that is not what is in force. */
  readonly widened: PermissionProfile | null;
  /** To run it again, once the sandbox stopped it. */
  readonly retry: boolean;
}

/**
 * What a remembered approval is for: exactly this command in this folder with these permissions, or changes to exactly these files; and
 * in either case with no less confinement than was shown. Nothing of other actions is remembered.
 */
function keysOf({ action, paths, widened, retry }: Approved): readonly string[] {
  if (action.type === 'command') {
    const { argv, cwd, escalate, additionalPermissions = null } = action;
    return [canonicalJson({ argv, cwd, escalate, additionalPermissions, widened, retry })];
  }
  return paths.map((path) => canonicalJson({ path, widened }));
}

/** The approvals that were given for the rest of a session. */
export class SessionApprovals {
  readonly #keys = new Set<string>();

  covers(approved: Approved): boolean {
    const keys = keysOf(approved);
    return keys.length > 0 && keys.every((key) => this.#keys.has(key));
  }

  remember(approved: Approved): void {
    for (const key of keysOf(approved)) this.#keys.add(key);
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

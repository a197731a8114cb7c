import type { PolicyDecision, PolicyRequest } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import { mayAsk, notAsked, policyName } from './approval-policy.ts';

type Permissions = Extract<ToolAction, { type: 'permissions' }>;

/** More is granted by a person only; where none may be asked, nothing is. */
export function decidePermissions({ reason }: Permissions, { approvalPolicy, profile }: PolicyRequest): PolicyDecision {
  const because = policyName(approvalPolicy);
  if (!mayAsk(approvalPolicy, 'permissions')) {
    return { kind: 'forbid', reason: notAsked(approvalPolicy, 'permissions'), because };
  }
  return { kind: 'ask', profile, ...(reason !== null && { reason }), because };
}

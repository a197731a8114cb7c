import type { PolicyDecision, PolicyRequest } from '@tenon/plugin-api/policy';
import { escalatedProfile, policyOfProfile } from '@tenon/sandboxing';
import { mayAsk, policyName } from './approval-policy.ts';

/** What is written within the profile runs, but under `untrusted`; anything else is asked for. */
export function decideFileChange({ approvalPolicy, profile, withinProfile }: PolicyRequest): PolicyDecision {
  const because = `${policyName(approvalPolicy)}, ${withinProfile ? 'within' : 'outside of'} what may be written`;
  if (withinProfile && approvalPolicy !== 'untrusted') return { kind: 'run', profile, because };
  if (!mayAsk(approvalPolicy, 'sandbox')) {
    const isReadOnly = policyOfProfile(profile).policy.type === 'readOnly';
    const what = isReadOnly ? 'writing is blocked by read-only sandbox' : 'writing outside of the project';
    return { kind: 'forbid', reason: `${what}; rejected by user approval settings`, because };
  }
  // The approval is for exactly these changes, so they are written wherever they go.
  return { kind: 'ask', profile: withinProfile ? profile : escalatedProfile(profile), because };
}

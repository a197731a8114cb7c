import type { AskForApproval } from '@tenon/protocol';

/** What an approval policy does where the table says "ask". */
export type WhenAsked = 'ask' | 'forbid';

/** Who may be asked to let something risky through. Only `never`, and `granular` without `sandbox_approval`, may not ask. */
export function whenAsked(policy: AskForApproval): WhenAsked {
  if (typeof policy === 'object') return policy.granular.sandbox_approval ? 'ask' : 'forbid';
  return policy === 'never' ? 'forbid' : 'ask';
}

/** The policy as Codex names it in the texts a model reads. */
export function debugName(policy: AskForApproval): string {
  if (typeof policy === 'string') return NAMES[policy];
  const { sandbox_approval, rules, skill_approval, request_permissions, mcp_elicitations } = policy.granular;
  const fields = Object.entries({
    sandbox_approval,
    rules,
    skill_approval: skill_approval ?? false,
    request_permissions: request_permissions ?? false,
    mcp_elicitations,
  });
  return `Granular(GranularApprovalConfig { ${fields.map(([name, value]) => `${name}: ${value}`).join(', ')} })`;
}

const NAMES = {
  untrusted: 'UnlessTrusted',
  'on-failure': 'OnFailure',
  'on-request': 'OnRequest',
  never: 'Never',
} as const;

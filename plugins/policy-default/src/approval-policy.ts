import type { AskForApproval } from '@tenon/protocol';

/** What a person would be asked about: going beyond the sandbox, what a rule asks for, or more permissions. */
export type Question = 'sandbox' | 'rules' | 'permissions';

const SETTINGS = { sandbox: 'sandbox_approval', rules: 'rules', permissions: 'request_permissions' } as const;

/** Whether a person may be asked. `never` asks nobody, and a granular policy what it says. */
export function mayAsk(policy: AskForApproval, question: Question): boolean {
  if (typeof policy === 'object') return policy.granular[SETTINGS[question]] ?? false;
  return policy !== 'never';
}

/** Why nobody is asked, in the words of Codex, so that models that know it know what happened. */
export function notAsked(policy: AskForApproval, question: Question): string {
  const what = question === 'rules' ? 'policy rule' : 'policy';
  if (typeof policy === 'object')
    return `approval required by ${what}, but AskForApproval::Granular.${SETTINGS[question]} is false`;
  return 'approval required by policy, but AskForApproval is set to Never';
}

/** What the log calls it. */
export const policyName = (policy: AskForApproval): string =>
  `approval policy ${typeof policy === 'object' ? 'granular' : policy}`;

/** As Codex names it in the texts a model reads. */
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

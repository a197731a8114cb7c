import type { PolicyDecision } from '@tenon/plugin-api/policy';
import { expect, test } from 'vitest';
import { ACTIONS, POLICIES, PROFILES, RULES } from '../test/matrix.ts';
import { createPolicy } from './policy.ts';

const policy = createPolicy({ read: async () => RULES, append: async () => 'unused' });
const FILE = '/home/u/.codex/rules/default.rules';

const decide = (
  action: keyof typeof ACTIONS,
  approvalPolicy: keyof typeof POLICIES,
  { profile = 'ww', unavailable }: { profile?: keyof typeof PROFILES; unavailable?: string } = {},
): PolicyDecision | Promise<PolicyDecision> =>
  policy.decide({
    action: ACTIONS[action],
    approvalPolicy: POLICIES[approvalPolicy],
    profile: PROFILES[profile],
    withinProfile: false,
    cwd: '/ws',
    tmpdir: '/scratch',
    sandboxUnavailable: unavailable,
  });
const reason = async (...args: Parameters<typeof decide>) => {
  const decision = await decide(...args);
  return decision.kind === 'run' ? undefined : decision.reason;
};

test('a rule says why, in the words of Codex', async () => {
  expect(await reason('rule forbidden', 'R')).toBe("`/bin/bash -lc 'echo x; plum jam'` rejected: no plums");
  expect(await reason('rule prompt', 'R')).toBe(
    "`/bin/bash -lc 'apple pie && pear'` requires approval: pears are rare",
  );
  expect(await reason('rule required', 'R')).toBe("`/bin/bash -lc 'kiwi peel'` requires approval by policy");
  expect(await reason('dangerous', 'N')).toBe("`/bin/bash -lc 'rm -fr build'` rejected: blocked by policy");
});

test('of a huge command a reason repeats the beginning', async () => {
  const script = `rm -fr ${'x'.repeat(1_000_000)}`;
  const action = { ...ACTIONS.dangerous, argv: ['/bin/bash', '-lc', script], script } as const;
  const decision = await policy.decide({
    action,
    approvalPolicy: 'never',
    profile: PROFILES.ww,
    withinProfile: false,
    cwd: '/ws',
    tmpdir: '/scratch',
    sandboxUnavailable: undefined,
  });
  expect(decision).toMatchObject({
    kind: 'forbid',
    reason: expect.stringMatching(/^`.*x…` rejected: blocked by policy$/),
  });
  expect(JSON.stringify(decision).length).toBeLessThan(2_000);
});

test('a rule without a justification is named by the words that matched', async () => {
  const sell = { ...ACTIONS.unknown, argv: ['/bin/bash', '-lc', 'fig sell all'], script: 'fig sell all' } as const;
  const decision = await policy.decide({
    action: sell,
    approvalPolicy: 'on-request',
    profile: PROFILES.ww,
    withinProfile: true,
    cwd: '/ws',
    tmpdir: '/scratch',
    sandboxUnavailable: undefined,
  });
  expect(decision).toEqual({
    kind: 'forbid',
    reason: "`/bin/bash -lc 'fig sell all'` rejected: policy forbids commands starting with `fig sell`",
    because: `rule fig [eat|sell] (forbidden) of ${FILE}:5`,
  });
});

test('what nobody may be asked about names the setting', async () => {
  expect(await reason('rule prompt', 'N')).toBe('approval required by policy, but AskForApproval is set to Never');
  expect(await reason('rule prompt', 'l')).toBe(
    'approval required by policy rule, but AskForApproval::Granular.rules is false',
  );
  expect(await reason('dangerous', 's')).toBe(
    'approval required by policy, but AskForApproval::Granular.sandbox_approval is false',
  );
  expect(await reason('ask for permissions', 'p')).toBe(
    'approval required by policy, but AskForApproval::Granular.request_permissions is false',
  );
  expect(await reason('patch outside', 'N')).toBe('writing outside of the project; rejected by user approval settings');
  expect(await reason('patch outside', 's', { profile: 'ro' })).toBe(
    'writing is blocked by read-only sandbox; rejected by user approval settings',
  );
});

test('what asks for more where the approval policy has no room for it names that policy', async () => {
  const refused = (name: string) =>
    `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`;
  expect(await reason('unknown, escalated', 'N')).toBe(refused('Never'));
  expect(await reason('unknown, escalated', 'U')).toBe(refused('UnlessTrusted'));
  expect(await reason('unknown, escalated', 'F')).toBe(refused('OnFailure'));
  expect(await reason('unknown, escalated', 'p')).toBe(
    refused(
      'Granular(GranularApprovalConfig { sandbox_approval: true, rules: true, skill_approval: false, request_permissions: false, mcp_elicitations: true })',
    ),
  );
  expect(await reason('unknown, with network', 'N')).toBe(
    'approval policy is Never; reject command — you cannot request additional permissions unless the approval policy is OnRequest',
  );
});

test('the question is the justification, or that no sandbox is there; none is made up', async () => {
  expect(await reason('unknown, escalated', 'R')).toBe('May I?');
  expect(await reason('unknown', 'U')).toBeUndefined();
  expect(await reason('dangerous', 'R')).toBeUndefined();
  expect(await reason('ask for permissions', 'R')).toBe('for the tests');
  expect(await reason('unknown', 'R', { unavailable: 'No sandbox.' })).toBe('No sandbox. Run it without?');
  expect(await reason('unknown', 'N', { unavailable: 'No sandbox.' })).toMatch(
    /^No sandbox\. .*--sandbox danger-full-access.* AskForApproval is set to Never$/,
  );
});

test('the log reads what decided', async () => {
  const because = async (...args: Parameters<typeof decide>) => (await decide(...args)).because;
  expect(await because('rule allow', 'R')).toBe(`rule apple (allow) of ${FILE}:2`);
  expect(await because('rule prompt', 'R')).toBe(`rule pear (prompt) of ${FILE}:3`);
  expect(await because('rule required', 'N')).toBe(
    'approval policy never: rule kiwi (prompt) of /etc/codex/requirements.toml',
  );
  expect(await because('rule required', 'R')).toBe('rule kiwi (prompt) of /etc/codex/requirements.toml');
  expect(await because('rule allow, and dangerous', 'R')).toMatch(
    /^approval policy on-request: `rm -rf \.\/` is dangerous /,
  );
  expect(await because('unknown', 'G')).toMatch(/^approval policy granular: `make` is unknown /);
  expect(await because('safe', 'U')).toMatch(/^approval policy untrusted: .* is safe /);
  expect(await because('patch outside', 'F')).toBe('approval policy on-failure, outside of what may be written');
});

test('the log repeats the beginning of a long command only', async () => {
  const script = `make ${'x'.repeat(5_000)}`;
  const { because = '' } = await policy.decide({
    action: { ...ACTIONS.unknown, argv: ['/bin/bash', '-lc', script], script },
    approvalPolicy: 'on-request',
    profile: PROFILES.ww,
    withinProfile: true,
    cwd: '/ws',
    tmpdir: '/scratch',
    sandboxUnavailable: undefined,
  });
  expect(because).toContain('`make x');
  expect(because.length).toBeLessThan(200);
});

test('an amendment comes with a question about one unknown command, and only then', async () => {
  const amendment = async (...args: Parameters<typeof decide>) => {
    const decision = await decide(...args);
    return decision.kind === 'ask' ? decision.amendment : undefined;
  };
  expect(await amendment('unknown, escalated', 'R')).toBeUndefined(); // `make` alone would allow nearly everything.
  const npm = { ...ACTIONS.unknown, argv: ['/bin/bash', '-lc', 'npm test && ls'], script: 'npm test && ls' } as const;
  const decision = await policy.decide({
    action: npm,
    approvalPolicy: 'untrusted',
    profile: PROFILES.ww,
    withinProfile: true,
    cwd: '/ws',
    tmpdir: '/scratch',
    sandboxUnavailable: undefined,
  });
  expect(decision).toMatchObject({
    kind: 'ask',
    amendment: { prefix: ['npm', 'test'], alsoAllows: [expect.stringContaining('`npm test`')] },
  });
  expect(await amendment('dangerous', 'R')).toBeUndefined();
  expect(await amendment('rule prompt', 'R')).toBeUndefined();
});

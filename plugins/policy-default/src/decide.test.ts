import type { PolicyRequest } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { AskForApproval, FileUpdateChange, SandboxPolicy } from '@tenon/protocol';
import { accessOf, bindProfile, profileOfPolicy } from '@tenon/sandboxing';
import { testPlugin } from '@tenon/testing/plugin';
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import plugin from './index.ts';

testPlugin(plugin);

const RO: SandboxPolicy = { type: 'readOnly' };
const WW: SandboxPolicy = { type: 'workspaceWrite' };
const DFA: SandboxPolicy = { type: 'dangerFullAccess' };
const EXT: SandboxPolicy = { type: 'externalSandbox' };
const SANDBOXES = { ro: RO, ww: WW, dfa: DFA, ext: EXT };
const granular = (sandbox_approval: boolean): AskForApproval => ({
  granular: { sandbox_approval, rules: true, mcp_elicitations: true },
});
const POLICIES = {
  U: 'untrusted',
  F: 'on-failure',
  R: 'on-request',
  N: 'never',
  G: granular(true),
  g: granular(false),
} as const satisfies Record<string, AskForApproval>;

const command = (script: string, escalate = false): ToolAction => ({
  type: 'command',
  argv: ['/bin/bash', '-lc', script],
  script,
  cwd: '/ws',
  escalate,
  ...(escalate && { justification: 'May I?' }),
  commandActions: [],
});
const changes = (...paths: string[]): ToolAction => ({
  type: 'fileChange',
  patch: '',
  changes: paths.map((path): FileUpdateChange => ({ path, diff: '', kind: { type: 'update' } })),
});
/** As the core finds it, links aside. */
function isWithin(action: ToolAction, sandbox: SandboxPolicy): boolean {
  if (action.type !== 'fileChange') return true;
  const bound = bindProfile(profileOfPolicy(sandbox), { cwd: '/ws', tmpdir: '/scratch' });
  return action.changes.every(({ path }) => accessOf(bound, path) === 'write');
}

const request = (action: ToolAction, policy: AskForApproval, sandbox: SandboxPolicy, why?: string): PolicyRequest => ({
  action,
  approvalPolicy: policy,
  withinProfile: isWithin(action, sandbox),
  profile: profileOfPolicy(sandbox),
  cwd: '/ws',
  tmpdir: '/scratch',
  sandboxUnavailable: why,
});

/** `run`, `ask` or `forbid`, and `!` when it then runs with full access though the sandbox policy is stricter. */
const cell = (action: ToolAction, policy: AskForApproval, sandbox: SandboxPolicy, why?: string) => {
  const asked = request(action, policy, sandbox, why);
  const decision = decide(asked);
  if (decision.kind === 'forbid') return 'forbid';
  if (decision.profile === asked.profile) return decision.kind;
  expect(decision.profile).toEqual({ type: 'disabled' });
  return `${decision.kind}!`;
};

describe('the table', () => {
  test.each([
    // action, policies, read-only, workspace-write, full access, external sandbox
    ['safe', command('ls'), 'UFRNGg', ['run', 'run', 'run', 'run']],
    ['unknown', command('make'), 'U', ['ask', 'ask', 'ask', 'ask']],
    ['unknown', command('make'), 'FRNGg', ['run', 'run', 'run', 'run']],
    ['rm -rf', command('rm -rf build'), 'UFRG', ['ask', 'ask', 'ask', 'ask']],
    ['rm -rf', command('rm -rf build'), 'N', ['forbid', 'forbid', 'run', 'run']],
    ['rm -rf', command('rm -rf build'), 'g', ['forbid', 'forbid', 'forbid', 'forbid']],
    ['escalated', command('make', true), 'UFNGg', ['forbid', 'forbid', 'forbid', 'forbid']],
    ['escalated', command('make', true), 'R', ['ask!', 'ask!', 'run', 'run']],
    ['escalated, safe', command('ls', true), 'R', ['run!', 'run!', 'run', 'run']],
    ['escalated rm -rf', command('rm -rf build', true), 'R', ['ask!', 'ask!', 'ask', 'ask']],
    ['patch inside', changes('/ws/a', '/scratch/b', '/tmp/c'), 'U', ['ask!', 'ask', 'ask', 'ask']],
    ['patch inside', changes('/ws/a', '/scratch/b', '/tmp/c'), 'FRG', ['ask!', 'run', 'run', 'run']],
    ['patch inside', changes('/ws/a', '/scratch/b', '/tmp/c'), 'Ng', ['forbid', 'run', 'run', 'run']],
    ['patch outside', changes('/ws/a', '/etc/b'), 'U', ['ask!', 'ask!', 'ask', 'ask']],
    ['patch outside', changes('/ws/a', '/etc/b'), 'FRG', ['ask!', 'ask!', 'run', 'run']],
    ['patch outside', changes('/ws/a', '/etc/b'), 'Ng', ['forbid', 'forbid', 'run', 'run']],
    ['reading', { type: 'readFile', path: '/etc/passwd' } as const, 'UFRNGg', ['run', 'run', 'run', 'run']],
    ['nothing', { type: 'none' } as const, 'UFRNGg', ['run', 'run', 'run', 'run']],
  ] as const)('%s', (_, action, policies, expected) => {
    for (const name of policies) {
      const policy = POLICIES[name as keyof typeof POLICIES];
      const row = Object.values(SANDBOXES).map((sandbox) => cell(action, policy, sandbox));
      expect(row, name).toEqual(expected);
    }
  });

  test('without a sandbox every command is asked for, or forbidden', () => {
    for (const script of ['ls', 'make', 'rm -rf build']) {
      for (const sandbox of [RO, WW]) {
        for (const policy of ['untrusted', 'on-failure', 'on-request', granular(true)] as const) {
          expect(cell(command(script), policy, sandbox, 'No sandbox.')).toBe('ask!');
        }
        for (const policy of ['never', granular(false)] as const) {
          expect(cell(command(script), policy, sandbox, 'No sandbox.')).toBe('forbid');
        }
      }
    }
  });
});

describe('texts', () => {
  const reason = (...args: Parameters<typeof request>) => {
    const decision = decide(request(...args));
    return decision.kind === 'run' ? undefined : decision.reason;
  };
  const refused = (name: string) =>
    `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`;

  test('escalation names the policy that forbids it', () => {
    expect(reason(command('make', true), 'never', WW)).toBe(refused('Never'));
    expect(reason(command('make', true), 'untrusted', WW)).toBe(refused('UnlessTrusted'));
    expect(reason(command('make', true), 'on-failure', WW)).toBe(refused('OnFailure'));
    expect(reason(command('make', true), granular(true), WW)).toBe(
      refused(
        'Granular(GranularApprovalConfig { sandbox_approval: true, rules: true, skill_approval: false, request_permissions: false, mcp_elicitations: true })',
      ),
    );
  });

  test('the question is the justification; none is made up', () => {
    expect(reason(command('make', true), 'on-request', WW)).toBe('May I?');
    expect(reason(command('rm -rf x'), 'on-request', WW)).toBeUndefined();
    expect(reason(command('make'), 'untrusted', WW)).toBeUndefined();
  });

  test('a missing sandbox is said, with the mend where nobody may be asked', () => {
    expect(reason(command('make'), 'on-request', WW, 'No sandbox.')).toBe('No sandbox. Run it without?');
    expect(reason(command('make'), 'never', WW, 'No sandbox.')).toMatch(/^No sandbox\. .*--sandbox danger-full-access/);
  });
});

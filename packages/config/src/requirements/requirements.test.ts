import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig, wireRequirements } from '../index.ts';
import { refusal } from './constrain.ts';
import { hostName, matchesHost } from './host-name.ts';
import { mergeRequirements } from './merge-requirements.ts';
import { readRequirements } from './read-requirements.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tenon-requirements-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  for (const folder of ['home', 'system']) mkdirSync(join(base, folder));
});
const put = (path: string, text: string) => {
  writeFileSync(join(base, path), text);
  return join(base, path);
};
const load = () => loadConfig({ home: join(base, 'home'), system: join(base, 'system') });

test('a value that is not allowed falls back to the first that is, and is told', async () => {
  const file = put(
    'system/requirements.toml',
    'allowed_approval_policies = ["on-request", "untrusted"]\nallowed_sandbox_modes = ["read-only"]\n',
  );
  put('home/config.toml', 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\nmodel = "kept"\n');
  const { config, warnings, requirements } = await load();
  expect(config).toMatchObject({ approval_policy: 'on-request', sandbox_mode: 'read-only', model: 'kept' });
  expect(warnings).toEqual([
    {
      summary:
        'Configured value for `approval_policy` is disallowed by requirements; falling back to required value on-request.',
      details: `set by ${file}`,
    },
    {
      summary:
        'Configured value for `sandbox_mode` is disallowed by requirements; falling back to required value read-only.',
      details: `set by ${file}`,
    },
  ]);
  expect(refusal(requirements, 'sandbox_mode', 'workspace-write')?.message).toBe(
    `invalid value for \`sandbox_mode\`: \`workspace-write\` is not in the allowed set [read-only] (set by ${file})`,
  );
  expect(refusal(requirements, 'sandbox_mode', 'read-only')).toBeUndefined();
  expect(refusal(null, 'sandbox_mode', 'anything')).toBeUndefined();
});

test('a profile and a flag are held too, and no setting is made up', async () => {
  put('system/requirements.toml', 'allowed_approval_policies = ["untrusted"]\n');
  put('home/config.toml', 'profile = "p"\n[profiles.p]\napproval_policy = "never"\n');
  expect((await load()).config.approval_policy).toBe('untrusted');
  put('home/config.toml', '');
  expect((await load()).config.approval_policy).toBeUndefined();
});

test('not to search is always allowed', async () => {
  put('system/requirements.toml', 'allowed_web_search_modes = []\n');
  put('home/config.toml', 'web_search = "live"\n');
  expect((await load()).config.web_search).toBe('disabled');
});

test('features are forced, both names of the table, and told where somebody wanted them otherwise', async () => {
  put('system/requirements.toml', '[features]\nplugins = false\n[feature_requirements]\nmemories = true\n');
  put('home/config.toml', '[features]\nplugins = true\ngoals = true\n');
  const { config, warnings } = await load();
  expect(config.features).toEqual({ plugins: false, memories: true, goals: true });
  expect(warnings.map(({ summary }) => summary)).toEqual([
    'Configured value for `features.plugins` is disallowed by requirements; falling back to required value false.',
  ]);
});

test('the older managed file requires what it sets; the narrowest sandbox is allowed', async () => {
  put('system/managed_config.toml', 'approval_policy = "untrusted"\nsandbox_mode = "workspace-write"\n');
  const requirements = await readRequirements({ system: join(base, 'system') });
  expect(requirements?.values).toEqual({
    allowed_approval_policies: ['untrusted'],
    allowed_sandbox_modes: ['workspace-write', 'read-only'],
  });
});

describe('a file that makes no sense is refused, and nothing starts without it', () => {
  const bad: readonly (readonly [string, string, string])[] = [
    ['no TOML', 'allowed', 'config_invalid'],
    ['a wrong type', 'allowed_sandbox_modes = "read-only"', 'config_invalid'],
    ['an unknown mode', 'allowed_sandbox_modes = ["none"]', 'config_invalid'],
    ['nothing allowed', 'allowed_approval_policies = []', 'config_invalid'],
    ['on and off at once', '[features]\na = true\n[feature_requirements]\na = false', 'requirements_contradict'],
  ];
  test.each(bad)('%s', async (_, toml, code) => {
    const file = put('system/requirements.toml', toml);
    await expect(load()).rejects.toMatchObject({ code, file, mend: expect.any(String) });
  });

  test('a source that allows nothing', async () => {
    const source = { name: 'cloud', requirements: { allowed_sandbox_modes: [] } };
    await expect(readRequirements({ requirements: [source] })).rejects.toMatchObject({
      code: 'requirements_contradict',
    });
  });
});

test('what one source denies to be read, all deny', () => {
  const denying = (name: string, ...paths: string[]) => ({
    name,
    requirements: { permissions: { filesystem: { deny_read: paths } } },
  });
  const sources = [denying('cloud', '/a'), { name: 'none', requirements: {} }, denying('system', '/b', '/a')];
  const { values, setBy } = mergeRequirements(sources, '');
  expect(values.permissions).toEqual({ filesystem: { deny_read: ['/a', '/b'] } });
  expect(setBy.permissions).toBe('cloud, system');
  expect(mergeRequirements([denying('empty')], '').setBy.permissions).toBe('empty');
});

describe('remote_sandbox_config', () => {
  const system = {
    name: 'system',
    requirements: {
      allowed_sandbox_modes: ['read-only' as const],
      remote_sandbox_config: [
        { hostname_patterns: ['*.org'], allowed_sandbox_modes: ['read-only' as const, 'workspace-write' as const] },
        {
          hostname_patterns: ['*.sh', 'runner-*.ci'],
          allowed_sandbox_modes: ['read-only' as const, 'danger-full-access' as const],
        },
      ],
    },
  };

  test('the first entry that matches the host stands in for the source’s own list', () => {
    const modes = (host: string) => mergeRequirements([system], host).values.allowed_sandbox_modes;
    expect(modes('laptop.local')).toEqual(['read-only']);
    expect(modes('build.example.org')).toEqual(['read-only', 'workspace-write']);
    expect(modes('Runner-7.ci.')).toEqual(['read-only', 'danger-full-access']);
    expect(modes('box.sh')).toEqual(['read-only', 'danger-full-access']);
  });

  test('it is applied before sources merge: a lower one widens nothing', () => {
    const cloud = { name: 'cloud', requirements: { allowed_sandbox_modes: ['read-only' as const] } };
    const { values, setBy } = mergeRequirements([cloud, system], 'box.sh');
    expect(values.allowed_sandbox_modes).toEqual(['read-only']);
    expect(setBy.allowed_sandbox_modes).toBe('cloud');
    expect(mergeRequirements([system, cloud], 'box.sh').values.allowed_sandbox_modes).toContain('danger-full-access');
  });

  test('patterns', () => {
    expect(matchesHost('a.b.org', '*.ORG')).toBe(true);
    expect(matchesHost('a.borg', '*.org')).toBe(false);
    expect(matchesHost('xorg', '*.org')).toBe(false);
    expect(matchesHost('runner-1', 'runner-?')).toBe(true);
    expect(matchesHost('runner-12', 'runner-?')).toBe(false);
    expect(matchesHost('(a+)+', '(a+)+')).toBe(true);
  });

  test('this machine has a name', async () => {
    expect(await hostName()).toMatch(/^[^A-Z]+$/);
  });
});

test('what the wire tells', async () => {
  put(
    'system/requirements.toml',
    `allowed_web_search_modes = ["cached"]
enforce_residency = "us"
[features]
plugins = true
[experimental_network]
enabled = true
[experimental_network.domains]
"a.com" = "allow"
"b.com" = "deny"
[hooks]
managed_dir = "/etc/hooks"
[[hooks.PreToolUse]]
matcher = "Bash"
[[hooks.PreToolUse.hooks]]
type = "command"
command = "/etc/hooks/check"
timeout = 5
`,
  );
  const { requirements } = await load();
  expect(wireRequirements(requirements)).toMatchObject({
    allowedApprovalPolicies: null,
    allowedWebSearchModes: ['cached', 'disabled'],
    enforceResidency: 'us',
    featureRequirements: { plugins: true },
    network: {
      enabled: true,
      domains: { 'a.com': 'allow' },
      allowedDomains: ['a.com'],
      deniedDomains: ['b.com'],
      httpPort: null,
    },
    hooks: {
      managedDir: '/etc/hooks',
      Stop: [],
      PreToolUse: [
        {
          matcher: 'Bash',
          hooks: [{ type: 'command', command: '/etc/hooks/check', async: false, statusMessage: null, timeoutSec: 5 }],
        },
      ],
    },
  });
  expect(wireRequirements(null)).toBeNull();
});

import type { ConfigToml, Requirements } from '@tenon/config';
import type { PermissionProfile, SandboxMode } from '@tenon/protocol';
import { accessOf, bindProfile } from '@tenon/sandboxing';
import { expect, test } from 'vitest';
import { withRequirements } from '../src/permissions/requirements.ts';
import { appServer } from './server.ts';

const denying = (...paths: string[]): Requirements => ({
  values: { permissions: { filesystem: { deny_read: paths } } },
  setBy: { permissions: '/etc/codex/requirements.toml' },
});
const input = [{ type: 'text' as const, text: 'x' }];
const reads = (profile: PermissionProfile | null | undefined, cwd: string, path: string) =>
  accessOf(bindProfile(profile ?? expect.fail('no profile'), { cwd, tmpdir: '/tmp/u' }), path) !== 'none';

test.each<[object]>([
  [{ sandbox: 'read-only' }],
  [{ sandbox: 'workspace-write' }],
  [{ sandbox: 'danger-full-access' }],
  [{ permissions: { type: 'profile', id: ':danger-no-sandbox' } }],
  [{ permissions: { type: 'profile', id: 'open' } }],
  [
    {
      permissions: {
        type: 'profile',
        id: ':workspace',
        modifications: [{ type: 'additionalWritableRoot', path: '/no/x' }],
      },
    },
  ],
  [{ cwd: '/no/ws', sandbox: 'workspace-write' }],
  [{}],
])('what administrators deny is denied to a thread that starts with %j', async (params) => {
  const config: ConfigToml = {
    default_permissions: 'open',
    permissions: { open: { filesystem: { ':root': 'write', '/no': 'write', '/no/x': 'read' } } },
  };
  await using host = await appServer({ config, requirements: denying('/no', '/**/*.pem', ':project_roots/keys') });
  const client = await host.ready();
  const started = await client.request('thread/start', { cwd: '/ws', ...params });
  const may = (path: string) => reads(started.permissionProfile, started.cwd, path);
  const denied = ['/no/f', '/no/x/f', '/no/ws/f', '/srv/a.pem', `${started.cwd}/keys/k`];
  expect(denied.filter(may)).toEqual([]);
  expect(may('/srv/a')).toBe(true);
});

test('nor does a turn, a resume or a fork lift it', async () => {
  await using before = await appServer();
  const first = await before.ready();
  const { thread } = await first.request('thread/start', { sandbox: 'danger-full-access' });
  await first.turn(thread.id);
  await using after = await appServer({ requirements: denying('/no') });
  after.store.put(
    before.store.threads.get(thread.id)?.meta ?? expect.fail('not stored'),
    before.store.lines(thread.id).slice(1),
  );
  const client = await after.ready();
  const resumed = await client.request('thread/resume', { threadId: thread.id });
  expect(reads(resumed.permissionProfile, '/ws', '/no/f')).toBe(false);
  expect(resumed.sandbox).toEqual({ type: 'dangerFullAccess' });
  for (const params of [
    { sandboxPolicy: { type: 'dangerFullAccess' } },
    { sandboxPolicy: { type: 'externalSandbox', networkAccess: 'enabled' } },
    { permissions: { type: 'profile', id: ':danger-no-sandbox' } },
  ]) {
    const { turn } = (await client.request('turn/start', { threadId: thread.id, input, ...params })) as {
      turn: { id: string };
    };
    await client.ended(turn.id);
    const now = await client.request('thread/resume', { threadId: thread.id });
    expect(reads(now.permissionProfile, '/ws', '/no/f')).toBe(false);
  }
  const forked = await client.request('thread/fork', { threadId: thread.id, sandbox: 'danger-full-access' });
  expect(reads(forked.permissionProfile, '/ws', '/no/f')).toBe(false);
});

test.each([
  ['no', 'it is relative'],
  ['**/*.env', 'it is relative'],
  [':new', '`:new` is no name that this version knows'],
  [':project_roots', 'it names no path below'],
  [':project_roots/**', 'it names no path below'],
  [':tmpdir/x', 'takes no paths below it'],
  ['/a/../b', '`..`'],
  ['/a/[b*', 'not closed'],
  ['glob_scan_max_depth', 'it is relative'],
])('where %s is to be denied, nothing runs', async (path, why) => {
  await using host = await appServer({ requirements: denying(path) });
  const client = await host.ready();
  for (const [method, params] of [
    ['thread/start', { sandbox: 'danger-full-access' }],
    ['command/exec', { command: ['true'] }],
    ['fs/readFile', { path: '/work/f' }],
  ] as const) {
    const { message } = await client.refused(method, params);
    expect(message).toContain('/etc/codex/requirements.toml: permissions.filesystem.deny_read');
    expect(message).toContain(why);
  }
});

test.each<[SandboxMode[], ConfigToml['permissions'], boolean]>([
  [['read-only'], { p: { filesystem: { ':root': 'read', '/srv': 'write' } } }, false],
  [['read-only'], { p: { filesystem: { ':root': 'read' } } }, true],
  [['read-only', 'workspace-write'], { p: { filesystem: { ':root': 'read', '/srv': 'write' } } }, true],
  [['read-only', 'workspace-write'], { p: { filesystem: { '/': 'write' } } }, false],
  [['read-only', 'workspace-write'], { p: { filesystem: { ':root': 'write' } } }, false],
])('the modes %j and the profile %j: %s', async (modes, permissions, isAllowed) => {
  const requirements: Requirements = {
    values: { allowed_sandbox_modes: modes },
    setBy: { allowed_sandbox_modes: '/etc/codex/requirements.toml' },
  };
  await using host = await appServer({ config: { permissions, default_permissions: 'p' }, requirements });
  const client = await host.ready();
  const started = await client.request('thread/start', {});
  expect(started.activePermissionProfile?.id).toBe(isAllowed ? 'p' : undefined);
  if (isAllowed) return;
  expect(started.sandbox).toEqual({ type: 'readOnly', networkAccess: false });
  const refused = { threadId: started.thread.id, input, permissions: { type: 'profile', id: 'p' } };
  expect((await client.refused('turn/start', refused)).data).toMatchObject({ code: 'requirements_refused' });
});

test('a profile that is not allowed gives way with its denials', async () => {
  const requirements: Requirements = {
    values: { allowed_sandbox_modes: ['read-only'] },
    setBy: { allowed_sandbox_modes: '/etc/codex/requirements.toml' },
  };
  const permissions = { p: { filesystem: { ':root': 'write' as const, '/no': 'none' as const } } };
  await using host = await appServer({ config: { permissions, default_permissions: 'p' }, requirements });
  const started = await (await host.ready()).request('thread/start', {});
  expect(reads(started.permissionProfile, '/ws', '/no/f')).toBe(false);
});

test.each<[object, boolean]>([
  [{ enabled: true, domains: { 'a.com': 'allow' } }, false],
  [{ allowed_domains: ['a.com'] }, false],
  [{ enabled: false }, true],
])('a network that administrators limit by %j: %s, as long as there is no proxy', async (network, enabled) => {
  const requirements: Requirements = {
    values: { experimental_network: network },
    setBy: { experimental_network: '/etc/codex/requirements.toml' },
  };
  const config: ConfigToml = { sandbox_mode: 'workspace-write', sandbox_workspace_write: { network_access: true } };
  await using host = await appServer({ config, requirements });
  const client = await host.ready();
  const started = await client.request('thread/start', {});
  expect(started.permissionProfile).toMatchObject({ network: { enabled } });
  const told = client.notifications('configWarning').map(({ summary }) => summary);
  expect(told).toEqual(enabled ? [] : [expect.stringContaining('`experimental_network`')]);
  const { turn } = await client.request<'turn/start'>('turn/start', {
    threadId: started.thread.id,
    input,
    sandboxPolicy: { type: 'readOnly', networkAccess: true },
  });
  await client.ended(turn.id);
  const now = await client.request('thread/resume', { threadId: started.thread.id });
  expect(now.permissionProfile).toMatchObject({ network: { enabled } });
  const { manager } = await host.server.host();
  const kept = () => manager.loaded().map(({ settings }) => settings.networkKeptOff);
  expect(kept()).toEqual([!enabled]);
  await client.request('thread/fork', { threadId: started.thread.id });
  expect(kept()).toEqual([!enabled, !enabled]);
});

test('what is required twice is what is required once', () => {
  const requirements: Requirements = {
    values: { experimental_network: { enabled: true }, permissions: { filesystem: { deny_read: ['/no'] } } },
    setBy: {},
  };
  const once = withRequirements({ type: 'disabled' }, requirements);
  expect(once).toMatchObject({ type: 'managed', network: { enabled: false } });
  expect(withRequirements(once, requirements)).toEqual(once);
});

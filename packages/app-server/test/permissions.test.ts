import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigToml } from '@tenon/config';
import type { PermissionProfile, PermissionProfileSelectionParams, SandboxPolicy } from '@tenon/protocol';
import { accessOf, bindProfile } from '@tenon/sandboxing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { appServer } from './server.ts';

const dev: ConfigToml = {
  permissions: {
    dev: { filesystem: { ':root': 'read', ':project_roots': { '.': 'write', keys: 'none' }, '/srv/no': 'none' } },
    other: { filesystem: { ':root': 'read' } },
  },
};
const chosen: ConfigToml = { ...dev, default_permissions: 'dev' };
const byName = (id: string, ...roots: string[]): { permissions: PermissionProfileSelectionParams } => ({
  permissions: { type: 'profile', id, modifications: roots.map((path) => ({ type: 'additionalWritableRoot', path })) },
});
const named = (id: string, ...roots: string[]) => ({
  id,
  extends: null,
  modifications: roots.map((path) => ({ type: 'additionalWritableRoot', path })),
});
const access = (profile: PermissionProfile | null | undefined, cwd: string, ...paths: string[]) => {
  const bound = bindProfile(profile ?? expect.fail('no profile'), { cwd, tmpdir: '/tmp/u' });
  return paths.map((path) => accessOf(bound, path));
};
const input = [{ type: 'text' as const, text: 'x' }];

test('a thread starts with the configured profile, and answers it in its three forms', async () => {
  await using host = await appServer({ config: chosen });
  const client = await host.ready();
  const started = await client.request('thread/start', { cwd: '/ws' });
  expect(started).toMatchObject({
    sandbox: { type: 'workspaceWrite', writableRoots: [], networkAccess: false, excludeSlashTmp: true },
    activePermissionProfile: named('dev'),
  });
  expect(access(started.permissionProfile, '/ws', '/ws/a', '/ws/keys/k', '/srv/no/x', '/etc/x', '/ws/.git/x')).toEqual([
    ...['write', 'none', 'none', 'read', 'read'],
  ]);
});

// As Codex 0.128 answers it.
test.each<[ConfigToml, string | null]>([
  [{}, ':read-only'],
  [{ projects: { '/ws': { trust_level: 'trusted' } } }, ':workspace'],
  [{ projects: { '/ws': { trust_level: 'untrusted' } } }, ':workspace'],
  [{ projects: { '/ws': { trust_level: 'trusted' } }, sandbox_workspace_write: { writable_roots: ['/srv'] } }, null],
  [{ sandbox_mode: 'read-only' }, null],
])('where nothing is chosen it is a built-in profile, by trust: %j', async (config, id) => {
  await using host = await appServer({ config });
  const { activePermissionProfile } = await (await host.ready()).request('thread/start', { cwd: '/ws' });
  expect(activePermissionProfile).toEqual(id && named(id));
});

// In each case Codex 0.128 answers the same, but for `~/.codex/memories`, which it lets every profile with the project write.
test('a request chooses by name, with more folders to write, or by a mode', async () => {
  await using host = await appServer({ config: chosen });
  const client = await host.ready();
  const start = (params: object) => client.request('thread/start', { cwd: '/ws', ...params });
  expect(await start(byName(':read-only', '/srv/x'))).toMatchObject({
    activePermissionProfile: named(':read-only', '/srv/x'),
    permissionProfile: { fileSystem: { entries: [{}, { path: { type: 'path', path: '/srv/x' }, access: 'write' }] } },
  });
  expect(await start(byName(':workspace', '/srv/../x/'))).toMatchObject({
    sandbox: { type: 'workspaceWrite', writableRoots: ['/x'] },
    activePermissionProfile: named(':workspace', '/x'),
  });
  expect(await start(byName(':danger-no-sandbox', '/srv/x'))).toMatchObject({
    sandbox: { type: 'dangerFullAccess' },
    permissionProfile: { type: 'disabled' },
    activePermissionProfile: named(':danger-no-sandbox'),
  });
  expect(await start({ sandbox: 'read-only' })).toMatchObject({
    sandbox: { type: 'readOnly' },
    activePermissionProfile: null,
  });
});

test('what cannot be chosen is refused, with what can', async () => {
  await using host = await appServer({ config: chosen });
  const client = await host.ready();
  const { thread } = await client.request('thread/start', { cwd: '/ws' });
  const refused = (method: string, params: object) => client.refused(method, { threadId: thread.id, input, ...params });
  for (const method of ['thread/start', 'thread/resume', 'thread/fork']) {
    expect(await refused(method, { ...byName('dev'), sandbox: 'read-only' })).toMatchObject({
      code: -32600,
      message: '`permissions` cannot be combined with `sandbox`',
    });
  }
  expect(await refused('turn/start', { ...byName('dev'), sandboxPolicy: { type: 'readOnly' } })).toMatchObject({
    code: -32600,
    message: '`permissions` cannot be combined with `sandboxPolicy`',
  });
  for (const method of ['thread/start', 'thread/resume', 'thread/fork', 'turn/start']) {
    expect(await refused(method, byName('nope'))).toMatchObject({
      code: -32600,
      message: expect.stringMatching(/undefined profile `nope`.*`:read-only`.*`:workspace`.*`dev`.*`other`/),
      data: { code: 'permission_profile_unknown' },
    });
    expect((await refused(method, byName(':nope'))).message).toContain('unknown built-in profile `:nope`');
    expect(await refused(method, byName('dev', '/a', 'rel'))).toMatchObject({
      message: expect.stringContaining('permissions.modifications[1].path must be an absolute path, got "rel"'),
    });
    expect((await refused(method, { permissions: { type: 'x', id: 'dev' } })).code).toBe(-32600);
  }
});

test('`permissions` is experimental', async () => {
  await using host = await appServer({ config: chosen });
  const client = await host.ready({});
  expect((await client.refused('thread/start', byName('dev'))).message).toContain('experimental');
});

test('what a turn chooses holds for later turns, and comes back with the thread', async () => {
  await using host = await appServer({ config: chosen });
  const client = await host.ready();
  const { thread } = await client.request('thread/start', { cwd: '/ws' });
  const { turn } = await client.request<'turn/start'>('turn/start', {
    threadId: thread.id,
    input,
    ...byName('other', '/srv/x'),
  });
  await client.ended(turn.id);
  await client.turn(thread.id);
  const now = await client.request('thread/resume', { threadId: thread.id });
  expect(now).toMatchObject({ sandbox: { type: 'readOnly' }, activePermissionProfile: named('other', '/srv/x') });
  const stored = host.store.lines(thread.id);
  expect(stored.filter(({ type }) => type === 'turn_context').at(-1)).toMatchObject({
    payload: { permission_profile: { type: 'managed', file_system: { entries: [{}, { access: 'write' }] } } },
  });
  const forked = await client.request('thread/fork', { threadId: thread.id, ...byName('dev') });
  expect(forked).toMatchObject({ sandbox: { type: 'workspaceWrite' }, activePermissionProfile: named('dev') });

  await using later = await appServer({ config: chosen });
  later.store.put(host.store.threads.get(thread.id)?.meta ?? expect.fail('not stored'), stored.slice(1));
  const resumed = await (await later.ready()).request('thread/resume', { threadId: thread.id });
  expect(resumed.permissionProfile).toEqual(now.permissionProfile);
});

test('a policy of a turn keeps what the profile denies, unless it confines nothing', async () => {
  await using host = await appServer({ config: chosen });
  const client = await host.ready();
  const { thread } = await client.request('thread/start', { cwd: '/ws' });
  const under = async (sandboxPolicy: SandboxPolicy) => {
    const { turn } = await client.request<'turn/start'>('turn/start', { threadId: thread.id, input, sandboxPolicy });
    await client.ended(turn.id);
    return client.request('thread/resume', { threadId: thread.id });
  };
  const readOnly = await under({ type: 'readOnly' });
  expect(readOnly).toMatchObject({ sandbox: { type: 'readOnly' }, activePermissionProfile: null });
  expect(access(readOnly.permissionProfile, '/ws', '/ws/keys/k', '/srv/no/x', '/ws/a')).toEqual([
    'none',
    'none',
    'read',
  ]);
  expect((await under({ type: 'dangerFullAccess' })).permissionProfile).toEqual({ type: 'disabled' });
});

test.each<[string, ConfigToml, string]>([
  ['none is chosen', dev, 'config defines `[permissions]` profiles but does not set `default_permissions`'],
  [
    'an unknown one is chosen',
    { ...dev, default_permissions: 'no' },
    'default_permissions refers to undefined profile `no`',
  ],
  ['an unknown one is chosen', { default_permissions: ':no' }, 'refers to unknown built-in profile `:no`'],
  [
    'a name is reserved',
    { default_permissions: ':workspace', permissions: { ':mine': {} } },
    'permissions profile `:mine` uses a reserved built-in profile prefix',
  ],
  [
    'a path is relative',
    { default_permissions: 'dev', permissions: { dev: { filesystem: { rel: 'read' } } } },
    'permissions.dev.filesystem: "rel": a path must be absolute, use `~/...`, or start with `:`',
  ],
])('no thread starts where %s', async (_, config, message) => {
  await using host = await appServer({ config });
  const client = await host.ready();
  expect((await client.refused('thread/start', {})).message).toContain(message);
  const { params } = await client.until(({ method }) => method === 'configWarning');
  expect(params).toMatchObject({ details: expect.stringContaining(message) });
  expect(await client.request('thread/start', { sandbox: 'read-only' })).toMatchObject({
    sandbox: { type: 'readOnly' },
  });
});

test('without a default a request still chooses by name', async () => {
  await using host = await appServer({ config: dev });
  const client = await host.ready();
  const { thread, ...started } = await client.request<'thread/start'>('thread/start', byName('dev'));
  expect(started.activePermissionProfile).toEqual(named('dev'));
  await client.turn(thread.id);
  expect(await client.request('thread/fork', { threadId: thread.id, ...byName('other') })).toMatchObject({
    activePermissionProfile: named('other'),
  });
});

test.each<[string, NonNullable<NonNullable<ConfigToml['permissions']>[string]['network']>, boolean, RegExp | null]>([
  ['is on', { enabled: true }, true, null],
  ['is off', {}, false, null],
  ['needs a proxy that there is not', { enabled: true, mode: 'limited' }, false, /mode = "limited".*stays off/],
  ['needs a proxy that there is not', { enabled: true, domains: { 'a.com': 'allow' } }, false, /domains.*stays off/],
  [
    'needs a proxy that there is not',
    { enabled: true, unix_sockets: { '/s': 'none' } },
    false,
    /unix_sockets.*stays off/,
  ],
  [
    'has a proxy named',
    { enabled: true, proxy_url: 'http://x', mode: 'full' },
    true,
    /mode = "full", proxy_url.*no effect/,
  ],
])('the network %s: %j', async (_, network, enabled, warning) => {
  const config: ConfigToml = {
    default_permissions: 'dev',
    permissions: { dev: { filesystem: { ':root': 'read' }, network } },
  };
  await using host = await appServer({ config });
  const client = await host.ready();
  const { thread, permissionProfile, sandbox } = await client.request('thread/start', {});
  expect(permissionProfile).toMatchObject({ network: { enabled } });
  expect(sandbox).toMatchObject({ networkAccess: enabled });
  await client.turn(thread.id);
  for (const kind of ['configWarning', 'warning']) {
    const told = client.notifications(kind).map(({ summary, message }) => summary ?? message);
    expect(told).toEqual(warning ? [expect.stringMatching(warning)] : []);
  }
});

test('names that nobody knows, and profiles without files, are warned of', async () => {
  const config: ConfigToml = { default_permissions: 'dev', permissions: { dev: { filesystem: { ':new': 'read' } } } };
  await using host = await appServer({ config });
  const client = await host.ready();
  await client.request('thread/start', {});
  const told = () => client.notifications('configWarning').map(({ summary }) => summary);
  expect(told()).toEqual([
    expect.stringContaining('`dev` names no files'),
    expect.stringContaining('`:new` of permissions.dev.filesystem is not known'),
  ]);
});

// As Codex 0.128 does it.
test('who lets a thread write a project by a profile trusts it', async () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-trusted-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [home, project] = [join(base, 'home'), join(base, 'project')];
  for (const folder of [home, join(project, '.git')]) mkdirSync(folder, { recursive: true });
  const file = join(home, 'config.toml');
  await using host = await appServer({ home, config: chosen });
  const client = await host.ready();
  await client.request('thread/start', { cwd: project, ...byName('other', '/srv/elsewhere') });
  // Without a word of it in the request, the project is not trusted either.
  await client.request('thread/start', { cwd: project });
  await client.request('thread/list', {});
  expect(() => readFileSync(file)).toThrow();
  await client.request('thread/start', { cwd: project, ...byName('dev') });
  const noted = `[projects.${JSON.stringify(project)}]\ntrust_level = "trusted"\n`;
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe(noted), { timeout: 10_000 });
});

test('what a profile of a turn has no effect with is told', async () => {
  const permissions: ConfigToml['permissions'] = {
    dev: { filesystem: { ':root': 'read' }, network: { enabled: true, mode: 'limited' } },
  };
  await using host = await appServer({ config: { permissions, default_permissions: ':workspace' } });
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  const { turn } = await client.request<'turn/start'>('turn/start', { threadId: thread.id, input, ...byName('dev') });
  await client.ended(turn.id);
  expect(client.notifications('warning')).toEqual([
    { threadId: thread.id, message: expect.stringContaining('the network of the profile stays off') },
  ]);
});

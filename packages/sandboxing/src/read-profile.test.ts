import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { profile } from '../test/arbitrary.ts';
import { profileOfPolicy, profileToRollout, readAdditional, readProfile } from './index.ts';

test('the wire and rollouts are read as they are', () => {
  fc.assert(
    fc.property(profile, (each) => {
      expect(readProfile(JSON.parse(JSON.stringify(each)))).toEqual(each);
      expect(readProfile(JSON.parse(JSON.stringify(profileToRollout(each))))).toEqual(each);
    }),
  );
});

test('rollouts are written in snake case', () => {
  const entry = { path: { type: 'path', path: '/a' }, access: 'read' } as const;
  const fileSystem = { type: 'restricted' as const, entries: [entry], globScanMaxDepth: 2 };
  expect(profileToRollout({ type: 'managed', network: { enabled: true }, fileSystem })).toEqual({
    type: 'managed',
    file_system: { type: 'restricted', entries: [entry], glob_scan_max_depth: 2 },
    network: 'enabled',
  });
});

const restricted = (enabled: boolean, entries: unknown[], globScanMaxDepth?: number) => ({
  type: 'managed',
  network: { enabled },
  fileSystem: { type: 'restricted', entries, ...(globScanMaxDepth && { globScanMaxDepth }) },
});
const path = (path: string, access: string) => ({ path: { type: 'path', path }, access });
const special = (value: unknown, access: string) => ({ path: { type: 'special', value }, access });
const root = special({ kind: 'root' }, 'read');

describe('older shapes', () => {
  test('before profiles had a type', () => {
    expect(readProfile({ network: { enabled: true }, file_system: { read: ['/a'], write: ['/b'] } })).toEqual(
      restricted(true, [path('/a', 'read'), path('/b', 'write')]),
    );
    expect(
      readProfile({ network: null, file_system: { entries: [path('/b', 'write')], glob_scan_max_depth: 3 } }),
    ).toEqual(restricted(false, [path('/b', 'write')], 3));
    expect(readProfile({ network: { enabled: null } })).toEqual(restricted(false, []));
  });

  test('split file rules', () => {
    expect(readProfile({ kind: 'restricted', entries: [root] })).toEqual(restricted(false, [root]));
    expect(readProfile({ kind: 'unrestricted', network: 'enabled' })).toEqual({
      type: 'managed',
      network: { enabled: true },
      fileSystem: { type: 'unrestricted' },
    });
    expect(readProfile({ kind: 'external-sandbox' })).toEqual({ type: 'external', network: { enabled: false } });
  });

  test('the workspace under its old name, and `none` under its new one', () => {
    const entries = [special({ kind: 'current_working_directory' }, 'write'), path('/s', 'deny')];
    expect(readProfile({ type: 'managed', file_system: { type: 'restricted', entries } })).toEqual(
      restricted(false, [special({ kind: 'project_roots', subpath: null }, 'write'), path('/s', 'none')]),
    );
  });

  test('a kind of special path that comes later is kept', () => {
    const entries = [special({ kind: 'home', subpath: 'x' }, 'read')];
    expect(readProfile({ type: 'managed', fileSystem: { type: 'restricted', entries } })).toEqual(
      restricted(false, [special({ kind: 'unknown', path: ':home', subpath: 'x' }, 'read')]),
    );
  });

  test.each([
    [{ type: 'danger-full-access' }, { type: 'dangerFullAccess' as const }],
    [{ mode: 'read-only' }, { type: 'readOnly' as const }],
    [
      { type: 'read-only', network_access: true },
      { type: 'readOnly' as const, networkAccess: true },
    ],
    [
      { type: 'external-sandbox', network_access: 'enabled' },
      { type: 'externalSandbox' as const, networkAccess: 'enabled' as const },
    ],
    [
      {
        mode: 'workspace-write',
        writable_roots: ['/a'],
        network_access: true,
        exclude_slash_tmp: true,
        exclude_tmpdir_env_var: false,
      },
      { type: 'workspaceWrite' as const, writableRoots: ['/a'], networkAccess: true, excludeSlashTmp: true },
    ],
    [
      {
        type: 'workspaceWrite',
        writableRoots: ['/a'],
        excludeTmpdirEnvVar: true,
        readOnlyAccess: { type: 'fullAccess' },
      },
      { type: 'workspaceWrite' as const, writableRoots: ['/a'], excludeTmpdirEnvVar: true },
    ],
  ])('the policy %j', (old, policy) => {
    expect(readProfile(old)).toEqual(profileOfPolicy(policy));
  });

  test('a policy that limits reading', () => {
    const access = { type: 'restricted', includePlatformDefaults: true, readableRoots: ['/r'] };
    const reads = [special({ kind: 'minimal' }, 'read'), path('/r', 'read')];
    expect(readProfile({ type: 'readOnly', access })).toEqual(restricted(false, reads));
    const rollout = { type: 'restricted', include_platform_defaults: false, readable_roots: ['/r'] };
    expect(readProfile({ type: 'workspace-write', read_only_access: rollout })).toMatchObject({
      fileSystem: {
        entries: [path('/r', 'read'), special({ kind: 'project_roots', subpath: null }, 'write'), {}, {}, {}, {}, {}],
      },
    });
  });
});

const files = (...entries: unknown[]) => ({ type: 'managed', fileSystem: { type: 'restricted', entries } });

test.each<[string, unknown, string]>([
  ['no object', null, 'the profile'],
  ['a list', [], 'the profile'],
  ['nothing', {}, 'type'],
  ['an unknown type', { type: 'free' }, 'type'],
  ['a type that is no text', { type: 7 }, 'type'],
  ['no files', { type: 'managed', network: 'enabled' }, 'fileSystem'],
  ['unknown files', { type: 'managed', fileSystem: { type: 'free' } }, 'fileSystem.type'],
  ['a network that is no word', { type: 'external', network: 'all' }, 'network'],
  ['a network that is no flag', { type: 'external', network: { enabled: 'yes' } }, 'network.enabled'],
  [
    'a depth of nothing',
    { ...files(), fileSystem: { type: 'restricted', entries: [], globScanMaxDepth: 0 } },
    'globScanMaxDepth',
  ],
  [
    'entries that are no list',
    { type: 'managed', fileSystem: { type: 'restricted', entries: {} } },
    'fileSystem.entries',
  ],
  ['no access', files(root, { path: root.path }), 'entries[1].access'],
  ['an unknown access', files({ ...root, access: 'execute' }), '"execute"'],
  ['an unknown path', files({ path: { type: 'regex', pattern: '.' }, access: 'read' }), 'entries[0].path.type'],
  ['a path that is none', files({ path: { type: 'path', path: 7 }, access: 'read' }), 'entries[0].path.path'],
  ['a special path without a kind', files(special({}, 'read')), 'value.kind'],
  ['an unknown policy', { mode: 'write-all' }, 'type'],
  ['roots that are no list', { type: 'workspace-write', writable_roots: '/a' }, 'writableRoots'],
  ['a flag that is none', { type: 'workspace-write', exclude_slash_tmp: 'no' }, 'excludeSlashTmp'],
  ['unknown reading', { type: 'read-only', access: { type: 'most' } }, 'access.type'],
])('%s is refused, and its place is told', (_, value, where) => {
  expect(() => readProfile(value)).toThrow(
    expect.objectContaining({ code: 'bad_permission_profile', message: expect.stringContaining(where) }),
  );
});

test.each<[string, unknown]>([
  ['relative', files(path('ws', 'write'))],
  ['upwards', files(path('/ws/../x', 'write'))],
  ['upwards from the project', files(special({ kind: 'project_roots', subpath: '../x' }, 'write'))],
  ['absolute below the project', files(special({ kind: 'project_roots', subpath: '/x' }, 'write'))],
  ['relative in a list', { network: null, file_system: { write: ['x'] } }],
  ['relative in a policy', { mode: 'workspace-write', writable_roots: ['x'] }],
  ['a broken glob', files({ path: { type: 'glob_pattern', pattern: '/a/[b' }, access: 'none' })],
])('a path is refused: %s', (_, value) => {
  expect(() => readProfile(value)).toThrow(expect.objectContaining({ code: 'bad_permission_path' }));
});

describe('more permissions', () => {
  test('as a model asks for them, and as they go to a client', () => {
    const asked = readAdditional({ network: { enabled: true }, file_system: { write: ['/home/u/ws/extra'] } });
    // What Codex sent for it.
    expect(asked).toEqual({
      network: { enabled: true },
      fileSystem: { read: null, write: ['/home/u/ws/extra'], entries: [path('/home/u/ws/extra', 'write')] },
    });
    expect(readAdditional(asked)).toEqual(asked);
    expect(readAdditional({})).toEqual({ network: null, fileSystem: null });
    expect(readAdditional({ network: { enabled: false }, file_system: null })).toEqual({
      network: null,
      fileSystem: null,
    });
  });

  test('a relative path is refused, and so is what is no permission', () => {
    expect(() => readAdditional({ file_system: { write: ['x'] } })).toThrow(
      expect.objectContaining({ code: 'bad_permission_path' }),
    );
    for (const wrong of ['all', { network: 'all' }, { file_system: { read: '/a' } }, { fileSystem: [] }]) {
      expect(() => readAdditional(wrong)).toThrow(expect.objectContaining({ code: 'bad_permission_profile' }));
    }
  });
});

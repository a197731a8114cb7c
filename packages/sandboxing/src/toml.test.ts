import { describe, expect, test } from 'vitest';
import { accessOf, bindProfile, profileOfToml } from './index.ts';

const read = (filesystem: Record<string, unknown>, network?: { enabled?: boolean }) =>
  profileOfToml({ filesystem, network }, { name: 'dev', home: '/home/u' });
const entries = (filesystem: Record<string, unknown>) => {
  const { profile } = read(filesystem);
  return profile.type === 'managed' && profile.fileSystem.type === 'restricted' ? profile.fileSystem.entries : [];
};
const special = (value: unknown, access: string) => ({ path: { type: 'special', value }, access });
const path = (path: string, access: string) => ({ path: { type: 'path', path }, access });
const glob = (pattern: string) => ({ path: { type: 'glob_pattern', pattern }, access: 'none' });

test('the example of the manual', () => {
  const { profile, warnings } = read(
    {
      ':minimal': 'read',
      ':project_roots': { '.': 'write', secrets: 'none', '*.env': 'none' },
      '~/x': 'write',
      glob_scan_max_depth: 4,
    },
    { enabled: true },
  );
  expect(profile).toEqual({
    type: 'managed',
    network: { enabled: true },
    fileSystem: {
      type: 'restricted',
      globScanMaxDepth: 4,
      entries: [
        special({ kind: 'minimal' }, 'read'),
        special({ kind: 'project_roots', subpath: null }, 'write'),
        special({ kind: 'project_roots', subpath: 'secrets' }, 'none'),
        glob('*.env'),
        path('/home/u/x', 'write'),
      ],
    },
  });
  expect(warnings).toEqual([]);
  const bound = bindProfile(profile, { cwd: '/ws', minimal: ['/usr'] });
  const asked = [
    '/ws/a',
    '/ws/.env',
    '/ws/a/.env',
    '/ws/secrets/k',
    '/home/u/x/y',
    '/home/u',
    '/usr/bin/ls',
    '/ws/.git',
  ];
  expect(asked.map((each) => accessOf(bound, each))).toEqual([
    ...['write', 'none', 'write', 'none', 'write', 'none', 'read', 'read'],
  ]);
});

test.each<[Record<string, unknown>, unknown[]]>([
  [{ ':root': 'read' }, [special({ kind: 'root' }, 'read')]],
  [
    { ':root': { '.': 'read' }, ':tmpdir': { '.': 'write' } },
    [special({ kind: 'root' }, 'read'), special({ kind: 'tmpdir' }, 'write')],
  ],
  [{ ':root': { srv: 'write' } }, [path('/srv', 'write')]],
  [{ ':cwd': 'write' }, [special({ kind: 'project_roots', subpath: null }, 'write')]],
  [{ ':cwd': { './a/b/': 'read' } }, [special({ kind: 'project_roots', subpath: 'a/b' }, 'read')]],
  [{ ':project_roots': { '**': 'write' } }, [special({ kind: 'project_roots', subpath: null }, 'write')]],
  [{ ':project_roots': { 'a/**': 'none' } }, [special({ kind: 'project_roots', subpath: 'a' }, 'none')]],
  [{ ':tmpdir': 'write' }, [special({ kind: 'tmpdir' }, 'write')]],
  [{ ':slash_tmp': 'write' }, [special({ kind: 'slash_tmp' }, 'write')]],
  [{ ':slash_tmp': { x: 'write' } }, [path('/tmp/x', 'write')]],
  [{ '~': 'read', '~/.ssh': 'none' }, [path('/home/u', 'read'), path('/home/u/.ssh', 'none')]],
  [{ '~/': { '.': 'read', '*.pem': 'none' } }, [path('/home/u', 'read'), glob('/home/u/*.pem')]],
  [{ '/srv/': { '.': 'write' } }, [path('/srv', 'write')]],
  [{ '/srv/**': 'write' }, [path('/srv', 'write')]],
  [{ '/**': 'read' }, [path('/', 'read')]],
  [{ '/srv/**/*.key': 'none' }, [glob('/srv/**/*.key')]],
  [{ '/app/[id]': 'write' }, [path('/app/[id]', 'write')]],
  [{ '/app/[id]': 'none' }, [glob('/app/[id]'), path('/app/[id]', 'none')]],
  [{}, []],
])('%j', (table, expected) => {
  expect(entries(table)).toEqual(expected);
});

test('wildcards in the name of the home folder are its own', () => {
  const filesystem = { '~/*.pem': 'none', '~/x': 'write' };
  const { profile } = profileOfToml({ filesystem }, { name: 'dev', home: '/home/[u]' });
  expect(profile).toMatchObject({
    fileSystem: { entries: [glob('/home/\\[u\\]/*.pem'), path('/home/[u]/x', 'write')] },
  });
});

test('no table allows nothing', () => {
  expect(profileOfToml({}, { name: 'dev', home: '/home/u' }).profile).toEqual({
    type: 'managed',
    network: { enabled: false },
    fileSystem: { type: 'restricted', entries: [] },
  });
});

test('a special path that is not known is kept, and warned of', () => {
  const { profile, warnings } = read({ ':new': { a: 'none' } });
  expect(profile).toMatchObject({
    fileSystem: { entries: [special({ kind: 'unknown', path: ':new', subpath: 'a' }, 'none')] },
  });
  expect(warnings).toEqual([expect.stringMatching(/`:new`.*permissions\.dev\.filesystem.*ignored/)]);
});

describe('what cannot be meant', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ 'a/b': 'read' }, 'must be absolute'],
    [{ '': 'read' }, 'must be absolute'],
    [{ '/a': 'execute' }, '"execute" is no access'],
    [{ '/a': 1 }, '1 is no access'],
    [{ '/a': { b: { c: 'read' } } }, 'is no access'],
    [{ '/a/*.ts': 'read' }, 'only supports "none"'],
    [{ ':project_roots': { '*.env': 'read' } }, 'only supports "none"'],
    [{ '/a/../b': 'read' }, '`..`'],
    [{ '/a': { '../b': 'read' } }, '`..`'],
    [{ ':project_roots': { '../b': 'write' } }, '`..`'],
    [{ ':project_roots': { '/b': 'write' } }, 'relative'],
    [{ '/a': { '/b': 'write' } }, 'relative'],
    [{ ':project_roots': { '../*.env': 'none' } }, '`..`'],
    [{ ':minimal': { a: 'read' } }, 'takes no paths'],
    [{ ':tmpdir': { a: 'write' } }, 'takes no paths'],
    [{ '/a/[b*': 'none' }, 'not closed'],
    [{ glob_scan_max_depth: 0 }, 'whole number'],
    [{ glob_scan_max_depth: '3' }, 'whole number'],
  ])('%j', (table, why) => {
    expect(() => read(table)).toThrow(
      expect.objectContaining({ code: 'bad_permission_profile', message: expect.stringContaining(why) }),
    );
    expect(() => read(table)).toThrow(/permissions\.dev\.filesystem/);
  });
});

import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profile, restricted } from '../test/arbitrary.ts';
import { answers, judge, place } from '../test/oracle.ts';
import { accessOf, bindProfile, mayMove, type Place } from './index.ts';

const of = (entries: FileSystemSandboxEntry[]): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: { type: 'restricted', entries },
});
const path = (path: string, access: 'none' | 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'path', path },
  access,
});

test('answers what asking plainly answers', () => {
  fc.assert(
    fc.property(profile, (each) => {
      const bound = bindProfile(each, place);
      expect(answers((path) => accessOf(bound, path))).toEqual(answers((path) => judge(each, path).access));
    }),
    { numRuns: 1000 },
  );
});

test('the order of entries does not matter', () => {
  fc.assert(
    fc.property(restricted, (each) => {
      if (each.type !== 'managed' || each.fileSystem.type !== 'restricted') return;
      const [a, b] = [each.fileSystem.entries, each.fileSystem.entries.toReversed()].map((entries) =>
        bindProfile(of(entries), place),
      );
      if (a && b) expect(answers((path) => accessOf(a, path))).toEqual(answers((path) => accessOf(b, path)));
    }),
  );
});

test.each(['ws', './ws', '/ws/../etc', '/ws/..', '', '/a\0b', '~/x', ':root'])('%j is no path', (bad) => {
  const bound = bindProfile(of([path('/', 'read')]), place);
  expect(() => accessOf(bound, bad)).toThrow(expect.objectContaining({ code: 'bad_permission_path' }));
  expect(() => bindProfile(of([path(bad, 'write')]), place)).toThrow(
    expect.objectContaining({ code: 'bad_permission_path' }),
  );
});

test('slashes too many do not hide a path', () => {
  const bound = bindProfile(of([path('/ws//', 'write'), path('/ws/./secret/', 'none')]), place);
  expect(['//ws//secret/x', '/ws/a/', '/ws/./.git/'].map((each) => accessOf(bound, each))).toEqual([
    'none',
    'write',
    'read',
  ]);
});

test('what nobody binds has no effect, and is told', () => {
  const unknown = { path: { type: 'special', value: { kind: 'unknown', path: ':later' } }, access: 'write' } as const;
  const tmpdir = { path: { type: 'special', value: { kind: 'tmpdir' } }, access: 'write' } as const;
  const glob = { path: { type: 'glob_pattern', pattern: '/o/*' }, access: 'write' } as const;
  const bound = bindProfile(of([unknown, tmpdir, glob]), { cwd: '/ws' });
  expect(bound.files?.rules.size).toBe(0);
  expect(bound.files?.ignored.map(({ entry }) => entry)).toEqual([unknown, tmpdir, glob]);
});

test('nothing that holds a rule of its own is moved', () => {
  const bound = bindProfile(of([path('/ws', 'write'), path('/ws/a/secret', 'none'), path('/ws/b/c', 'write')]), place);
  const moves = ['/ws', '/ws/a', '/ws/a/x', '/ws/b', '/ws/b/c', '/ws/b/c/d', '/ws/.git', '/o', '/ws/ab'];
  expect(moves.filter((each) => mayMove(bound, each))).toEqual(['/ws/a/x', '/ws/b/c/d', '/ws/ab']);
  const glob = { path: { type: 'glob_pattern', pattern: '/ws/keys/new/*.pem' }, access: 'none' } as const;
  const globbed = bindProfile(of([path('/ws', 'write'), glob]), place);
  expect(['/ws/keys', '/ws/keys/new', '/ws/keys/old'].map((each) => mayMove(globbed, each))).toEqual([
    false,
    false,
    true,
  ]);
  expect(mayMove(bindProfile({ type: 'disabled' }, place), '/ws')).toBe(true);
});

/** `links` as a file system would resolve them; what leads nowhere is undefined. */
const linked = (links: Readonly<Record<string, string | undefined>>): Place => ({
  ...place,
  resolve: (asked) => {
    const link = Object.keys(links).find((each) => asked === each || asked.startsWith(`${each}/`));
    if (link === undefined) return asked;
    const target = links[link];
    return target === undefined ? undefined : `${target}${asked.slice(link.length)}`;
  },
});
const project = (access: 'write', subpath: string | null = null): FileSystemSandboxEntry => ({
  path: { type: 'special', value: { kind: 'project_roots', subpath } },
  access,
});

test('links are resolved before anything is matched', () => {
  const bound = bindProfile(
    of([path('/data', 'write'), path('/data/secret', 'none'), path('/var/run', 'read')]),
    linked({ '/data': '/disk/1', '/var/run': '/run' }),
  );
  const asked = ['/disk/1/x', '/disk/1/secret', '/disk/1/.git', '/run/x', '/data/secret', '/data/x', '/disk/2'];
  expect(asked.map((each) => accessOf(bound, each))).toEqual(['write', 'none', 'read', 'read', 'none', 'none', 'none']);
});

test('a folder of the place itself may be a link', () => {
  const bound = bindProfile(of([project('write')]), linked({ '/ws': '/home/u/project' }));
  expect(accessOf(bound, '/home/u/project/x')).toBe('write');
  const tmp = { path: { type: 'special', value: { kind: 'slash_tmp' } }, access: 'write' } as const;
  const inTmp = bindProfile(of([tmp, project('write')]), { ...linked({ '/tmp/ws': '/home/u/ws' }), cwd: '/tmp/ws' });
  expect(accessOf(inTmp, '/home/u/ws/x')).toBe('write');
});

test('a link that a command planted in a writable folder opens nothing', () => {
  const out = linked({ '/ws/out': '/home/u' });
  for (const entry of [path('/ws/out', 'write'), path('/ws/out/deep', 'write'), project('write', 'out')]) {
    const bound = bindProfile(of([project('write'), entry]), out);
    expect(accessOf(bound, '/home/u/deep')).toBe('none');
    expect(bound.files?.ignored).toEqual([{ entry, why: expect.stringContaining('/home/u') }]);
  }
  // Also where the folder itself is a link, and the path is told by where that leads.
  const moved = linked({ '/disk/ws/out': '/home/u', '/ws': '/disk/ws' });
  const real = bindProfile(of([project('write'), path('/disk/ws/out', 'write')]), moved);
  expect([accessOf(real, '/home/u/x'), accessOf(real, '/disk/ws/x')]).toEqual(['none', 'write']);
  const reads = bindProfile(of([project('write'), path('/ws/out', 'read')]), out);
  expect([accessOf(reads, '/home/u/x'), accessOf(reads, '/ws/out/x')]).toEqual(['none', 'read']);
  // One that stays inside leads where one may write anyway.
  const inside = bindProfile(of([project('write'), path('/ws/out', 'write')]), linked({ '/ws/out': '/ws/.git' }));
  expect(accessOf(inside, '/ws/x')).toBe('write');
});

test('metadata that is a link is kept where it leads, and never opened by that', () => {
  const links = linked({ '/ws/.git': '/ws/gitdir', '/ws/.tenon': '/home/u/.tenon' });
  const bound = bindProfile(of([project('write')]), links);
  expect(['/ws/gitdir/hooks/x', '/ws/.git', '/ws/a', '/home/u/.tenon'].map((each) => accessOf(bound, each))).toEqual([
    ...['read', 'read', 'write', 'none'],
  ]);
  // Unless an entry for it opens it.
  const opened = bindProfile(of([project('write'), project('write', '.git')]), links);
  expect(accessOf(opened, '/ws/gitdir/hooks/x')).toBe('write');
});

test('what is denied is denied under its name and where it leads', () => {
  const glob = { path: { type: 'glob_pattern', pattern: '/ws/keys/*.pem' }, access: 'none' } as const;
  const bound = bindProfile(
    of([path('/', 'read'), project('write'), path('/ws/secret', 'none'), glob]),
    linked({ '/ws/secret': '/home/u/secret', '/ws/keys': '/home/u/[keys]' }),
  );
  const denied = ['/ws/secret/x', '/home/u/secret', '/ws/keys/a.pem', '/home/u/[keys]/a.pem', '/home/u/[keys]/a.pem/x'];
  expect(denied.map((each) => accessOf(bound, each))).toEqual(denied.map(() => 'none'));
  expect(accessOf(bound, '/home/u/k/a.pem')).toBe('read');
  const dangling = bindProfile(
    of([path('/', 'read'), path('/gone', 'none'), path('/gone', 'write'), path('/void', 'write')]),
    linked({ '/gone': undefined, '/void': undefined }),
  );
  expect(accessOf(dangling, '/gone/x')).toBe('none');
  expect(accessOf(dangling, '/void/x')).toBe('read');
  expect(dangling.files?.ignored).toHaveLength(2);
});

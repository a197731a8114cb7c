import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profile } from '../test/arbitrary.ts';
import { judge, place, universe } from '../test/oracle.ts';
import { bindProfile, builtInProfile, compileEnforcement, type Enforcement, protectedNames } from './index.ts';

const compiled = (each: PermissionProfile) => compileEnforcement(bindProfile(each, place));
const managed = (...entries: FileSystemSandboxEntry[]): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: { type: 'restricted', entries },
});
const path = (path: string, access: 'none' | 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'path', path },
  access,
});
const within = (each: string, folder: string) => `${each}/`.startsWith(folder === '/' ? '/' : `${folder}/`);

/** What mounting the steps in their order would let be done. */
const mounted = ({ steps }: Enforcement, each: string) =>
  steps.filter((step) => within(each, step.path)).at(-1)?.access ?? 'none';

/** What the lists say, without the steps. */
function listed(list: Enforcement, each: string) {
  const root = list.writableRoots.filter((one) => within(each, one.path)).at(-1);
  const deepest = (paths: readonly string[]) =>
    Math.max(-1, ...paths.filter((one) => within(each, one)).map((one) => one.length));
  const all = list.writesWholeDisk ? 'write' : list.readsWholeDisk ? 'read' : 'none';
  const found = [
    { depth: 0, access: all },
    { depth: deepest(list.unreadable), access: 'none' },
    { depth: deepest(list.readOnly), access: 'read' },
    { depth: root?.path.length ?? -1, access: 'write' },
  ];
  return found.toSorted((a, b) => a.depth - b.depth).at(-1)?.access;
}

/** Which the enforcer finds by looking: metadata that is not directly below a root, and files that a glob denies. */
const isFoundByLooking = (each: string) => /\.env|\/a\/\.|\.git\/.*\.git/i.test(each);

test('mounted in order, or list by list, a profile is what it was', () => {
  fc.assert(
    fc.property(profile, (each) => {
      const list = compiled(each);
      for (const asked of universe.filter((one) => !isFoundByLooking(one))) {
        expect([asked, mounted(list, asked)]).toEqual([asked, judge(each, asked).access]);
        expect([asked, listed(list, asked)]).toEqual([asked, judge(each, asked).access]);
      }
    }),
    { numRuns: 1500 },
  );
});

test('the workspace', () => {
  const names = ['.agents', '.codex', '.git', '.tenon'];
  const kept = (root: string) => names.map((name) => `${root}/${name}`);
  expect(compiled(builtInProfile(':workspace') ?? { type: 'disabled' })).toEqual({
    needed: true,
    network: false,
    readsWholeDisk: true,
    writesWholeDisk: false,
    steps: [
      { path: '/', access: 'read' },
      { path: '/tmp', access: 'write' },
      ...kept('/tmp').map((each) => ({ path: each, access: 'read' })),
      { path: '/ws', access: 'write' },
      ...kept('/ws').map((each) => ({ path: each, access: 'read' })),
      ...kept('/tmp/mine').map((each) => ({ path: each, access: 'read' })),
    ].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    readOnly: [...kept('/tmp'), ...kept('/tmp/mine'), ...kept('/ws')],
    writableRoots: [
      { path: '/tmp', readOnly: [...kept('/tmp'), ...kept('/tmp/mine')], unreadable: [] },
      { path: '/ws', readOnly: kept('/ws'), unreadable: [] },
    ],
    unreadable: [],
    unreadableGlobs: [],
    globScanMaxDepth: undefined,
    protectedNames,
  });
});

test('what is denied stays in the lists, with its globs', () => {
  const glob: FileSystemSandboxEntry = { path: { type: 'glob_pattern', pattern: '*.env' }, access: 'none' };
  const list = compiled(
    managed(path('/', 'read'), path('/ws', 'write'), path('/ws/s', 'none'), path('/ws/s/open', 'read'), glob),
  );
  expect(list.unreadable).toEqual(['/ws/s']);
  expect(list.writableRoots).toEqual([
    {
      path: '/ws',
      readOnly: [...[...protectedNames].toSorted().map((name) => `/ws/${name}`), '/ws/s/open'],
      unreadable: ['/ws/s'],
    },
  ]);
  expect(list.unreadableGlobs).toEqual(['/ws/*.env']);
});

test('a denial of the whole disk is nothing to mount', () => {
  expect(
    compiled(managed(path('/', 'none'), path('/a', 'none'), path('/a/b', 'none'), path('/c', 'read'))).steps,
  ).toEqual([
    { path: '/a', access: 'none' },
    { path: '/c', access: 'read' },
  ]);
});

test('where nothing is limited, nothing is enforced', () => {
  const open = (enabled: boolean): PermissionProfile => ({
    type: 'managed',
    network: { enabled },
    fileSystem: { type: 'unrestricted' },
  });
  const needed = (each: PermissionProfile) => compiled(each).needed;
  expect([needed({ type: 'disabled' }), needed({ type: 'external', network: { enabled: false } })]).toEqual([
    false,
    false,
  ]);
  expect([needed(open(true)), needed(open(false)), needed(managed())]).toEqual([false, true, true]);
  expect(compiled(open(true))).toMatchObject({ writesWholeDisk: true, writableRoots: [], protectedNames: [] });
});

import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { profile, restricted } from '../test/arbitrary.ts';
import { answers, judge, least, place, universe, within } from '../test/oracle.ts';
import { accessOf, bindProfile, builtInProfile, equalProfiles, intersectProfiles } from './index.ts';

const allowed = (each: PermissionProfile) => {
  const bound = bindProfile(each, place);
  return answers((path) => accessOf(bound, path));
};
const network = (each: PermissionProfile) => each.type === 'disabled' || each.network.enabled;
const meet = (a: PermissionProfile, b: PermissionProfile) => intersectProfiles(a, b, place);
const managed = (entries: FileSystemSandboxEntry[], globScanMaxDepth?: number): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: { type: 'restricted', entries, ...(globScanMaxDepth && { globScanMaxDepth }) },
});
const path = (path: string, access: 'none' | 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'path', path },
  access,
});
const glob = (pattern: string): FileSystemSandboxEntry => ({ path: { type: 'glob_pattern', pattern }, access: 'none' });

const runs = { numRuns: 1500 };

describe('intersection', () => {
  test('allows of every path what both allow: no more, and no less', () => {
    fc.assert(
      fc.property(profile, profile, (a, b) => {
        const both = meet(a, b);
        expect(allowed(both)).toEqual(answers((each) => least(judge(a, each).access, judge(b, each).access)));
        expect(network(both)).toBe(network(a) && network(b));
        expect(universe.every((each) => within(judge(both, each).access, judge(a, each).access))).toBe(true);
      }),
      runs,
    );
  });

  test('is commutative', () => {
    fc.assert(
      fc.property(profile, profile, (a, b) => {
        expect(equalProfiles(meet(a, b), meet(b, a), place)).toBe(true);
        expect(allowed(meet(a, b))).toEqual(allowed(meet(b, a)));
      }),
      runs,
    );
  });

  test('is idempotent, whatever order the entries have', () => {
    fc.assert(
      fc.property(profile, (a) => {
        expect(meet(a, a)).toEqual(a);
        if (a.type !== 'managed' || a.fileSystem.type !== 'restricted') return;
        const turned: PermissionProfile = {
          ...a,
          fileSystem: { ...a.fileSystem, entries: a.fileSystem.entries.toReversed() },
        };
        expect(equalProfiles(meet(a, turned), a, place)).toBe(true);
        expect(meet(meet(a, turned), a)).toEqual(meet(a, turned));
      }),
      runs,
    );
  });

  test('is associative', () => {
    fc.assert(
      fc.property(profile, profile, profile, (a, b, c) => {
        expect(equalProfiles(meet(meet(a, b), c), meet(a, meet(b, c)), place)).toBe(true);
      }),
      runs,
    );
  });

  test('keeps every denial, also where nothing is left to deny', () => {
    fc.assert(
      fc.property(restricted, restricted, (a, b) => {
        const both = meet(a, b);
        for (const each of universe) {
          if (judge(a, each).denied || judge(b, each).denied) expect(judge(both, each).access).toBe('none');
        }
      }),
      runs,
    );
    const both = meet(
      managed([path('/ws', 'write'), path('/ws/s', 'none'), glob('/ws/*.env')], 3),
      managed([path('/o', 'write')]),
    );
    expect(both).toEqual(managed([path('/ws/s', 'none'), glob('/ws/*.env')], 3));
  });

  test('looks as deep for denied files as the side that looks deeper', () => {
    const depth = (a?: number, b?: number, ofB = [glob('/o/*.env')]) => {
      const both = meet(managed([glob('/ws/*.env')], a), managed(ofB, b));
      return both.type === 'managed' && both.fileSystem.type === 'restricted' && both.fileSystem.globScanMaxDepth;
    };
    expect([depth(2, 5), depth(5, 2), depth(2), depth(undefined, 2), depth(2, 9, [])]).toEqual([
      5,
      5,
      undefined,
      undefined,
      2,
    ]);
  });

  test('keeps a denial of what this place does not know', () => {
    const tmpdir: FileSystemSandboxEntry = { path: { type: 'special', value: { kind: 'tmpdir' } }, access: 'none' };
    const both = intersectProfiles(managed([tmpdir]), managed([path('/', 'read')]), { cwd: '/ws' });
    expect(both).toEqual(managed([tmpdir]));
  });

  test('keeps the protection of a folder against the whole disk, which protects nothing', () => {
    const both = meet(managed([path('/', 'write')]), managed([path('/', 'write'), path('/ws', 'write')]));
    const bound = bindProfile(both, place);
    expect([accessOf(bound, '/ws/.git/x'), accessOf(bound, '/o/.git')]).toEqual(['read', 'write']);
  });

  test('resolves links on both sides before it compares', () => {
    const linked = { ...place, resolve: (each: string) => each.replace(/^\/link(?=\/|$)/, '/real') };
    const both = intersectProfiles(managed([path('/link', 'write')]), managed([path('/real/a', 'write')]), linked);
    expect(both).toEqual(managed([path('/real/a', 'write')]));
  });

  test('leaves a profile as it is written beside one without file rules', () => {
    const workspace = builtInProfile(':workspace') ?? { type: 'disabled' };
    expect(meet(workspace, { type: 'disabled' })).toBe(workspace);
    expect(meet({ type: 'external', network: { enabled: true } }, workspace)).toEqual(workspace);
    expect(
      meet({ type: 'external', network: { enabled: true } }, { type: 'external', network: { enabled: false } }),
    ).toEqual({
      type: 'external',
      network: { enabled: false },
    });
  });
});

describe('equality', () => {
  test('holds just for profiles that allow the same, by the same side', () => {
    fc.assert(
      fc.property(profile, profile, (a, b) => {
        const same = JSON.stringify([allowed(a), network(a)]) === JSON.stringify([allowed(b), network(b)]);
        if (equalProfiles(a, b, place)) expect(same).toBe(true);
        expect(equalProfiles(a, b, place)).toBe(equalProfiles(b, a, place));
        expect(equalProfiles(a, a, place)).toBe(true);
      }),
      runs,
    );
  });

  test.each<[string, PermissionProfile, PermissionProfile, boolean]>([
    [
      'order',
      managed([path('/a', 'read'), path('/b', 'write')]),
      managed([path('/b', 'write'), path('/a', 'read')]),
      true,
    ],
    [
      'entries that change nothing',
      managed([path('/', 'read'), path('/a', 'read')]),
      managed([path('/', 'read')]),
      true,
    ],
    [
      'protection said or not',
      managed([path('/a', 'write'), path('/a/.git', 'read')]),
      managed([path('/a', 'write')]),
      true,
    ],
    [
      'a special path by its name',
      managed([{ path: { type: 'special', value: { kind: 'project_roots' } }, access: 'write' }]),
      managed([path('/ws', 'write')]),
      true,
    ],
    ['a depth without a glob', managed([path('/a', 'read')], 3), managed([path('/a', 'read')]), true],
    [
      'no limits at all',
      { type: 'disabled' },
      { type: 'managed', network: { enabled: true }, fileSystem: { type: 'unrestricted' } },
      true,
    ],
    ['a deeper entry', managed([path('/a', 'write')]), managed([path('/a', 'write'), path('/a/b', 'none')]), false],
    [
      'metadata opened',
      managed([path('/a', 'write')]),
      managed([path('/a', 'write'), path('/a/.git', 'write')]),
      false,
    ],
    ['who confines', { type: 'disabled' }, { type: 'external', network: { enabled: true } }, false],
    ['a glob', managed([glob('/a/*')]), managed([]), false],
    ['the depth of a glob', managed([glob('/a/*')], 1), managed([glob('/a/*')]), false],
    [
      'protection against the whole disk',
      managed([path('/', 'write'), path('/a', 'write')]),
      managed([path('/', 'write')]),
      false,
    ],
  ])('%s', (_, a, b, same) => {
    expect(equalProfiles(a, b, place)).toBe(same);
  });
});

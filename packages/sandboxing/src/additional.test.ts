import type { AdditionalPermissionProfile, FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { additional, profile } from '../test/arbitrary.ts';
import { answers, judge, judgeAdditional, least, most, place, universe, within } from '../test/oracle.ts';
import {
  accessOf,
  additionalEntries,
  bindProfile,
  builtInProfile,
  intersectAdditional,
  materialize,
  mergeAdditional,
  overlay,
} from './index.ts';

const runs = { numRuns: 1500 };
const path = (path: string, access: 'none' | 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'path', path },
  access,
});
/** Where the whole disk may be written, an entry of a grant brings the protection of metadata below it. */
const isMetadata = (each: string) => /\/\.(git|codex|agents|tenon)\b/i.test(each);
const writes = (...paths: string[]): AdditionalPermissionProfile => ({ fileSystem: { write: paths } });

describe('a grant', () => {
  test('is what was asked for and what was given, never more than either', () => {
    fc.assert(
      fc.property(additional, additional, (requested, granted) => {
        const both = intersectAdditional(requested, granted, place);
        expect(answers((each) => judgeAdditional(both, each).access)).toEqual(
          answers((each) => least(judgeAdditional(requested, each).access, judgeAdditional(granted, each).access)),
        );
        expect(both.network).toEqual(requested.network?.enabled && granted.network?.enabled ? { enabled: true } : null);
        const back = intersectAdditional(granted, requested, place);
        expect(back.network).toEqual(both.network);
        expect(answers((each) => judgeAdditional(back, each).access)).toEqual(
          answers((each) => judgeAdditional(both, each).access),
        );
      }),
      runs,
    );
  });

  test('that leaves out the network has none', () => {
    // The recorded round trip: asked for the network and a folder, given the folder.
    const requested: AdditionalPermissionProfile = {
      network: { enabled: true },
      fileSystem: { read: null, write: ['/home/u/ws/extra'], entries: [path('/home/u/ws/extra', 'write')] },
    };
    const granted = { fileSystem: requested.fileSystem };
    expect(intersectAdditional(requested, granted, { cwd: '/home/u/ws' })).toEqual({ ...requested, network: null });
  });

  test('does not follow a link that came while a person was asked', () => {
    const later = { ...place, resolve: (each: string) => each.replace(/^\/ws\/new/, '/home/u') };
    const asked = materialize(writes('/ws/new'), place);
    const granted = intersectAdditional(asked, asked, later);
    expect(granted.fileSystem?.write).toEqual(['/ws/new']);
    const kept = mergeAdditional(granted, writes('/o'), later);
    expect(kept.fileSystem?.write).toEqual(['/o', '/ws/new']);
    const bound = bindProfile(overlay(builtInProfile(':workspace') ?? { type: 'disabled' }, kept, later), later);
    expect(['/home/u/x', '/o/x'].map((each) => accessOf(bound, each))).toEqual(['read', 'write']);
  });

  test('of nothing is nothing', () => {
    expect(intersectAdditional(writes('/o'), {}, place)).toEqual({ network: null, fileSystem: null });
    expect(intersectAdditional({}, writes('/o'), place)).toEqual({ network: null, fileSystem: null });
  });

  test('of a wider folder is cut to the one that was asked for', () => {
    expect(intersectAdditional(writes('/o/a'), writes('/o'), place).fileSystem?.write).toEqual(['/o/a']);
    expect(intersectAdditional(writes('/o'), writes('/'), place).fileSystem?.entries).toEqual([path('/o', 'write')]);
  });
});

test('a request is made of paths of the place that asks', () => {
  fc.assert(
    fc.property(additional, (requested) => {
      const here = materialize(requested, place);
      expect(answers((each) => judgeAdditional(here, each).access)).toEqual(
        answers((each) => judgeAdditional(requested, each).access),
      );
      const open = (here.fileSystem?.entries ?? []).filter(({ access }) => access !== 'none');
      expect(open.every((entry) => entry.path.type === 'path')).toBe(true);
      expect(materialize(here, { cwd: '/elsewhere' })).toEqual(here);
    }),
  );
  const project: FileSystemSandboxEntry = {
    path: { type: 'special', value: { kind: 'project_roots', subpath: 'out' } },
    access: 'write',
  };
  expect(materialize({ fileSystem: { entries: [project] } }, place)).toEqual({
    network: null,
    fileSystem: { read: null, write: ['/ws/out'], entries: [path('/ws/out', 'write')] },
  });
});

test('lists and entries are said once', () => {
  expect(
    additionalEntries({ read: ['/a'], write: ['/b'], entries: [path('/b', 'write'), path('/b', 'read')] }),
  ).toEqual([path('/a', 'read'), path('/b', 'write'), path('/b', 'read')]);
  expect(additionalEntries(null)).toEqual([]);
});

describe('an overlay', () => {
  const over = (base: PermissionProfile, granted: AdditionalPermissionProfile) => overlay(base, granted, place);

  test('gives at most what one of both gives, and takes only what the grant denies', () => {
    fc.assert(
      fc.property(profile, additional, (base, granted) => {
        const sum = over(base, granted);
        for (const each of universe) {
          const [had, asked, has] = [judge(base, each), judgeAdditional(granted, each), judge(sum, each)];
          expect(within(has.access, most(had.access, asked.access))).toBe(true);
          if (had.denied) expect(has.access).toBe('none');
          if (!asked.denied || each === '/' || base.type !== 'managed') {
            expect(within(isMetadata(each) ? least(had.access, 'read') : had.access, has.access)).toBe(true);
          } else expect(has.access).toBe('none');
        }
      }),
      runs,
    );
  });

  test('gives what was granted for that very path, unless it is denied', () => {
    fc.assert(
      fc.property(profile, fc.constantFrom(...universe), fc.constantFrom('read', 'write'), (base, at, access) => {
        const sum = over(base, { fileSystem: { entries: [path(at, access as 'read' | 'write')] } });
        const had = judge(base, at);
        if (!had.denied) expect(judge(sum, at).access).toBe(most(had.access, access as 'read' | 'write'));
      }),
      runs,
    );
  });

  test('leaves the entries of the profile as they are written', () => {
    const workspace = builtInProfile(':workspace');
    if (workspace?.type !== 'managed' || workspace.fileSystem.type !== 'restricted') throw new Error('no entries');
    const { entries } = workspace.fileSystem;
    expect(over(workspace, { ...writes('/o', '/ws/a'), network: { enabled: true } })).toEqual({
      type: 'managed',
      network: { enabled: true },
      fileSystem: { type: 'restricted', entries: [...entries, path('/o', 'write')] },
    });
    expect(over(workspace, {})).toEqual(workspace);
  });

  test('opens metadata only where it is named', () => {
    const workspace = builtInProfile(':workspace') ?? { type: 'disabled' };
    const asked = (granted: AdditionalPermissionProfile) => {
      const bound = bindProfile(over(workspace, granted), place);
      return ['/ws/.git/x', '/ws/a/.git/x'].map((each) => accessOf(bound, each));
    };
    expect([asked(writes('/ws')), asked(writes('/')), asked(writes('/ws/.git'))]).toEqual([
      ['read', 'read'],
      ['read', 'read'],
      ['write', 'read'],
    ]);
  });

  test('of a path that a command made a link out of the workspace opens nothing', () => {
    const workspace = builtInProfile(':workspace') ?? { type: 'disabled' };
    const sum = overlay(workspace, writes('/ws/new'), {
      ...place,
      resolve: (each) => each.replace(/^\/ws\/new/, '/home/u'),
    });
    expect(sum).toEqual(workspace);
  });

  test('denies even where nothing was denied before', () => {
    const denial: AdditionalPermissionProfile = {
      fileSystem: { entries: [path('/ws/s', 'none')], globScanMaxDepth: 2 },
    };
    const sum = over({ type: 'managed', network: { enabled: false }, fileSystem: { type: 'unrestricted' } }, denial);
    const bound = bindProfile(sum, place);
    expect(['/ws/s/x', '/ws/.git', '/o'].map((each) => accessOf(bound, each))).toEqual(['none', 'write', 'write']);
    expect(over({ type: 'disabled' }, denial)).toEqual({ type: 'disabled' });
  });
});

test('no links that a command makes in the workspace let it out', () => {
  const links = fc.dictionary(
    fc.constantFrom('/ws/a', '/ws/a/b', '/ws/.git', '/ws/k.env', '/o'),
    fc.constantFrom('/home/u', '/ws/x', '/tmp'),
  );
  const inside = additional.filter((each) =>
    additionalEntries(each.fileSystem).every(({ path: at }) => at.type !== 'path' || at.path.startsWith('/ws/')),
  );
  const workspace = builtInProfile(':workspace') ?? { type: 'disabled' };
  fc.assert(
    fc.property(links, inside, inside, (planted, first, second) => {
      const resolve = (asked: string) => {
        const link = Object.keys(planted).find((each) => asked === each || asked.startsWith(`${each}/`));
        return link === undefined ? asked : `${planted[link]}${asked.slice(link.length)}`;
      };
      const later = { ...place, resolve };
      const grant = intersectAdditional(materialize(first, place), first, later);
      const sum = overlay(workspace, mergeAdditional(grant, materialize(second, place), later), later);
      expect(within(accessOf(bindProfile(sum, later), '/home/u/x'), opensRoot(first, second) ? 'write' : 'read')).toBe(
        true,
      );
    }),
    runs,
  );
});

/** Whether a request itself is for the whole disk. */
const opensRoot = (...requests: AdditionalPermissionProfile[]) =>
  requests.some((each) => judgeAdditional(each, '/home/u/x').access === 'write');

test('grants of a turn and of its session add up', () => {
  fc.assert(
    fc.property(additional, additional, (a, b) => {
      const sum = mergeAdditional(a, b, place);
      expect(sum.network).toEqual(a.network?.enabled || b.network?.enabled ? { enabled: true } : null);
      for (const each of universe) {
        const [one, other, both] = [judgeAdditional(a, each), judgeAdditional(b, each), judgeAdditional(sum, each)];
        expect(within(both.access, most(one.access, other.access))).toBe(true);
        if (one.denied || (other.denied && each !== '/')) expect(both.access).toBe('none');
        else expect(within(isMetadata(each) ? least(one.access, 'read') : one.access, both.access)).toBe(true);
      }
    }),
    runs,
  );
  expect(mergeAdditional(writes('/o'), { fileSystem: { read: ['/p'] } }, place).fileSystem).toMatchObject({
    read: ['/p'],
    write: ['/o'],
  });
});

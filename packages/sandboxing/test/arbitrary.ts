import type { AdditionalPermissionProfile, FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import fc from 'fast-check';
import type { Access } from '../src/index.ts';
import { globPatterns } from './oracle.ts';

const access = fc.constantFrom<Access>('none', 'read', 'write');

const paths = [
  '/',
  '/ws',
  '/ws/a',
  '/ws/a/b',
  '/ws/.git',
  '/ws/a/.git',
  '/ws/a/.git/hooks',
  '/ws/.tenon',
  '/tmp',
  '/o',
];
const named = [...paths, '/o/a', '/o/.git', '/usr/bin', '/ws/k.env', '/tmp/mine'];

const special = fc.constantFrom(
  { kind: 'root' as const },
  { kind: 'minimal' as const },
  { kind: 'slash_tmp' as const },
  { kind: 'tmpdir' as const },
  { kind: 'project_roots' as const, subpath: null },
  { kind: 'project_roots' as const, subpath: 'a' },
  { kind: 'project_roots' as const, subpath: '.git' },
  { kind: 'unknown' as const, path: ':later', subpath: null },
);

const entry: fc.Arbitrary<FileSystemSandboxEntry> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      path: fc.record({ type: fc.constant('path' as const), path: fc.constantFrom(...named) }),
      access,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ path: fc.record({ type: fc.constant('special' as const), value: special }), access }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      path: fc.record({ type: fc.constant('glob_pattern' as const), pattern: fc.constantFrom(...globPatterns) }),
      access: fc.constant('none' as const),
    }),
  },
);

const depth = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
const network = fc.record({ enabled: fc.boolean() });

export const restricted: fc.Arbitrary<PermissionProfile> = fc
  .record({ entries: fc.array(entry, { maxLength: 8 }), depth, network })
  .map(({ entries, depth, network }) => ({
    type: 'managed',
    network,
    fileSystem: { type: 'restricted', entries, ...(depth && { globScanMaxDepth: depth }) },
  }));

export const profile: fc.Arbitrary<PermissionProfile> = fc.oneof(
  { weight: 6, arbitrary: restricted },
  {
    weight: 1,
    arbitrary: network.map((network) => ({ type: 'managed', network, fileSystem: { type: 'unrestricted' } }) as const),
  },
  { weight: 1, arbitrary: network.map((network) => ({ type: 'external', network }) as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'disabled' } as const) },
);

const list = fc.option(fc.array(fc.constantFrom(...paths), { maxLength: 3 }), { nil: null });

export const additional: fc.Arbitrary<AdditionalPermissionProfile> = fc.record({
  network: fc.option(fc.record({ enabled: fc.option(fc.boolean(), { nil: null }) }), { nil: null }),
  fileSystem: fc.option(
    fc.record({ read: list, write: list, entries: fc.option(fc.array(entry, { maxLength: 6 }), { nil: null }) }),
    { nil: null },
  ),
});

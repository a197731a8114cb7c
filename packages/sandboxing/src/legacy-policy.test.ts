import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileSystemSandboxEntry, PermissionProfile, SandboxPolicy } from '@tenon/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { profile } from '../test/arbitrary.ts';
import { place } from '../test/oracle.ts';
import {
  accessOf,
  bindProfile,
  builtInProfile,
  equalProfiles,
  policyOfProfile,
  profileOfPolicy,
  readProfile,
  withWritableRoots,
} from './index.ts';

interface Recorded {
  readonly sandbox: SandboxPolicy;
  readonly permissionProfile: PermissionProfile;
  readonly activePermissionProfile: { readonly id: string } | null;
}

/** What Codex answered to thread/start, thread/resume and thread/fork. */
function recorded(): readonly Recorded[] {
  const folder = fileURLToPath(new URL('../../protocol/test/fixtures', import.meta.url));
  const lines = globSync('*.jsonl', { cwd: folder }).flatMap((name) =>
    readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n'),
  );
  return lines.flatMap((line) => {
    const result = JSON.parse(line).msg?.result;
    return result?.sandbox && result.permissionProfile ? [result] : [];
  });
}

describe('beside Codex', () => {
  const answers = recorded();

  test('what was recorded has each kind', () => {
    expect(new Set(answers.map(({ sandbox }) => sandbox.type))).toEqual(
      new Set(['dangerFullAccess', 'readOnly', 'workspaceWrite']),
    );
  });

  test('each recorded policy gives the recorded profile, and the other way round', () => {
    for (const { sandbox, permissionProfile } of answers) {
      expect(profileOfPolicy(sandbox)).toEqual(permissionProfile);
      expect(policyOfProfile(permissionProfile)).toEqual({ policy: sandbox, lossless: true });
      expect(readProfile(permissionProfile)).toEqual(permissionProfile);
    }
  });

  test('`:workspace` with the folder for memories is the recorded one', () => {
    const found = answers.find(({ activePermissionProfile }) => activePermissionProfile?.id === ':workspace');
    const workspace = builtInProfile(':workspace') ?? { type: 'disabled' };
    expect(withWritableRoots(workspace, ['/home/u/.codex/memories'])).toEqual(found?.permissionProfile);
  });
});

const policy: fc.Arbitrary<SandboxPolicy> = fc.oneof(
  fc.constant({ type: 'dangerFullAccess' } as const),
  fc.boolean().map((networkAccess) => ({ type: 'readOnly', networkAccess }) as const),
  fc
    .constantFrom('restricted' as const, 'enabled' as const)
    .map((networkAccess) => ({ type: 'externalSandbox', networkAccess }) as const),
  fc.record({
    type: fc.constant('workspaceWrite' as const),
    writableRoots: fc.uniqueArray(fc.constantFrom('/o', '/o/a', '/srv', '/srv/.git')),
    networkAccess: fc.boolean(),
    excludeTmpdirEnvVar: fc.boolean(),
    excludeSlashTmp: fc.boolean(),
  }),
);

test('a policy loses nothing as a profile', () => {
  fc.assert(
    fc.property(policy, (each) => {
      expect(policyOfProfile(profileOfPolicy(each))).toEqual({ policy: each, lossless: true });
    }),
  );
  expect(profileOfPolicy({ type: 'workspaceWrite' })).toEqual(
    profileOfPolicy({ type: 'workspaceWrite', writableRoots: [], networkAccess: false, excludeSlashTmp: false }),
  );
  expect(profileOfPolicy({ type: 'externalSandbox' })).toEqual({ type: 'external', network: { enabled: false } });
});

test('a profile that is told without loss is the same as a policy', () => {
  fc.assert(
    fc.property(profile, (each) => {
      const told = policyOfProfile(each);
      if (told.lossless) expect(equalProfiles(profileOfPolicy(told.policy), each, place)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('the project is not told as writable when it is not', () => {
  fc.assert(
    fc.property(profile, (each) => {
      if (each.type !== 'managed' || policyOfProfile(each).policy.type !== 'workspaceWrite') return;
      const { fileSystem } = each;
      const entries = fileSystem.type === 'restricted' ? fileSystem.entries : [];
      expect(entries.some(({ path, access }) => access === 'write' && isProject(path))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

const isProject = (path: FileSystemSandboxEntry['path']) =>
  path.type === 'special' && path.value.kind === 'project_roots' && !path.value.subpath;

const root = (access: 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'special', value: { kind: 'root' } },
  access,
});
const project = (subpath: string | null, access: 'none' | 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'special', value: { kind: 'project_roots', subpath } },
  access,
});
const path = (path: string, access: 'write'): FileSystemSandboxEntry => ({ path: { type: 'path', path }, access });
const managed = (enabled: boolean, ...entries: FileSystemSandboxEntry[]): PermissionProfile => ({
  type: 'managed',
  network: { enabled },
  fileSystem: { type: 'restricted', entries },
});
const open = (enabled: boolean): PermissionProfile => ({
  type: 'managed',
  network: { enabled },
  fileSystem: { type: 'unrestricted' },
});

test.each<[string, PermissionProfile, SandboxPolicy['type'], boolean]>([
  ['the whole disk and the network', open(true), 'dangerFullAccess', true],
  ['the whole disk alone', open(false), 'externalSandbox', false],
  ['the whole disk by its path', managed(true, path('/', 'write')), 'dangerFullAccess', true],
  ['the whole disk by an entry', managed(false, root('write')), 'externalSandbox', false],
  ['the whole disk but for something', managed(true, root('write'), project('s', 'none')), 'dangerFullAccess', false],
  ['nothing', managed(false), 'readOnly', false],
  ['a project that is read', managed(true, root('read'), project(null, 'read')), 'readOnly', false],
  ['a part of the project', managed(false, root('read'), project('out', 'write')), 'readOnly', false],
  [
    'a project with a secret',
    managed(false, root('read'), project(null, 'write'), project('s', 'none')),
    'workspaceWrite',
    false,
  ],
  [
    'metadata opened',
    managed(false, root('read'), project(null, 'write'), project('.git', 'write')),
    'workspaceWrite',
    false,
  ],
  [
    'metadata named',
    managed(false, root('read'), project(null, 'write'), project('.tenon', 'read')),
    'workspaceWrite',
    true,
  ],
])('%s', (_, each, type, lossless) => {
  expect(policyOfProfile(each)).toMatchObject({ policy: { type }, lossless });
});

test('writable roots are added to what has rules, as absolute paths', () => {
  expect(withWritableRoots({ type: 'disabled' }, ['/o'])).toEqual({ type: 'disabled' });
  const more = withWritableRoots(managed(false, root('read')), ['/o/']);
  expect(accessOf(bindProfile(more, place), '/o/x')).toBe('write');
  expect(() => withWritableRoots(more, ['o'])).toThrow(expect.objectContaining({ code: 'bad_permission_path' }));
});

test('what nobody built in is no profile', () => {
  expect([':danger-full-access', 'workspace', ''].map(builtInProfile)).toEqual([undefined, undefined, undefined]);
  expect(builtInProfile(':danger-no-sandbox')).toEqual({ type: 'disabled' });
  expect(builtInProfile(':read-only')).toEqual(managed(false, root('read')));
});

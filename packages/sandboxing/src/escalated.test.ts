import type { FileSystemSandboxEntry } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { accessOf } from './access-of.ts';
import { bindProfile } from './bind.ts';
import { escalatedProfile } from './escalated.ts';
import { profileOfPolicy } from './legacy-policy.ts';

const place = { cwd: '/ws', tmpdir: '/tmp' };

test('without denials nothing is confined', () => {
  expect(escalatedProfile(profileOfPolicy({ type: 'readOnly' }))).toEqual({ type: 'disabled' });
  expect(escalatedProfile({ type: 'external', network: { enabled: false } })).toEqual({ type: 'disabled' });
});

test('what is denied stays denied, and all else is open', () => {
  const denied: FileSystemSandboxEntry[] = [
    { path: { type: 'special', value: { kind: 'project_roots', subpath: 'secrets' } }, access: 'none' },
    { path: { type: 'glob_pattern', pattern: '**/*.env' }, access: 'none' },
  ];
  const profile = profileOfPolicy({ type: 'workspaceWrite' });
  if (profile.type !== 'managed' || profile.fileSystem.type !== 'restricted') throw new Error('not restricted');
  const { entries } = profile.fileSystem;
  const escalated = escalatedProfile({
    ...profile,
    fileSystem: { type: 'restricted', entries: [...entries, ...denied], globScanMaxDepth: 3 },
  });
  expect(escalated).toMatchObject({ network: { enabled: true }, fileSystem: { globScanMaxDepth: 3 } });
  const bound = bindProfile(escalated, place);
  expect(['/etc/x', '/ws/.git/config', '/ws/secrets/a', '/ws/sub/a.env'].map((path) => accessOf(bound, path))).toEqual([
    'write',
    'write',
    'none',
    'none',
  ]);
});

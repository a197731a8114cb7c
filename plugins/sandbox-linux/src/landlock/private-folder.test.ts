import type { PermissionProfile } from '@tenon/protocol';
import { accessOf, bindProfile, builtInProfile } from '@tenon/sandboxing';
import { expect, test } from 'vitest';
import { withPrivateFolder } from './private-folder.ts';

const bind = (id: string, cwd: string) =>
  bindProfile(builtInProfile(id) as PermissionProfile, { cwd, tmpdir: '/var/tmp/u' });
const temporary = ['/tmp', '/var/tmp/u'];

test('stands in the place of the temporary folders, which are read-only then', () => {
  const { bound, privateFolder } = withPrivateFolder(bind(':workspace', '/tmp/ws'), {
    temporary,
    workspace: '/tmp/ws',
  });
  expect(privateFolder).toMatch(/^\/tmp\/tenon-[0-9a-f-]{36}$/);
  expect(['/tmp/x', '/var/tmp/u/x', '/tmp/ws/x'].map((path) => accessOf(bound, path))).toEqual([
    'read',
    'read',
    'write',
  ]);
});

test('a temporary folder that is the workspace stays', () => {
  const { bound, privateFolder } = withPrivateFolder(bind(':workspace', '/tmp'), { temporary, workspace: '/tmp' });
  expect(privateFolder).toMatch(/^\/var\/tmp\/u\/tenon-/);
  expect(accessOf(bound, '/tmp/x')).toBe('write');
});

test('there is none where no temporary folder may be written', () => {
  const before = bind(':read-only', '/ws');
  expect(withPrivateFolder(before, { temporary, workspace: '/ws' })).toEqual({
    bound: before,
    privateFolder: undefined,
  });
});

import type { PermissionProfile } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { codexOptions, codexSandbox } from '../codex.ts';

const PROFILE: PermissionProfile & { type: 'managed' } = {
  type: 'managed',
  network: { enabled: true },
  fileSystem: {
    type: 'restricted',
    entries: [
      { path: { type: 'special', value: { kind: 'root' } }, access: 'read' },
      { path: { type: 'special', value: { kind: 'project_roots' } }, access: 'write' },
      { path: { type: 'special', value: { kind: 'project_roots', subpath: '.git' } }, access: 'read' },
      { path: { type: 'special', value: { kind: 'slash_tmp' } }, access: 'write' },
      { path: { type: 'path', path: '/a "b"' }, access: 'none' },
      { path: { type: 'glob_pattern', pattern: '/ws/**/.env' }, access: 'none' },
    ],
  },
};

test('a profile as configuration of Codex', () => {
  expect(codexOptions(PROFILE)).toEqual([
    'default_permissions="escapes"',
    String.raw`permissions.escapes.filesystem={":root"="read","/tmp"="write","/a \"b\""="none","/ws/**/.env"="none",":project_roots"={"."="write",".git"="read",".tenon"="read"}}`,
    'permissions.escapes.network={enabled=true}',
  ]);
});

test('what is not confined is started as it is', async () => {
  const command = { argv: ['true'], cwd: '/' };
  const box = codexSandbox('/codex', '/tmp');
  expect(await box.wrap(command, { profile: { type: 'disabled' }, cwd: '/', tmpdir: '/tmp' })).toBe(command);
  const confined = await box.wrap(command, { profile: PROFILE, cwd: '/ws', tmpdir: '/tmp' });
  expect(confined.argv.slice(-4)).toEqual(['-C', '/ws', '--', 'true']);
  expect(confined.env).toEqual({ CODEX_HOME: '/tmp' });
});

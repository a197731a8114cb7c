import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';
import { builtInProfile } from '@tenon/sandboxing';
import { testPlugin } from '@tenon/testing/plugin';
import { createScope } from '@tenon/testing/scope';
import { expect, test } from 'vitest';
import plugin from './index.ts';
import { noSandbox } from './none.ts';

testPlugin(plugin);

const made = () => {
  const [contribution] = plugin.register({ config: undefined, needs: {} });
  return contribution?.make?.(createScope('host')) as Sandbox;
};
const command = { argv: ['ls'], cwd: '/ws' };
const request = (profile: PermissionProfile) => ({ profile, cwd: '/ws', tmpdir: '/tmp' });

test.each<PermissionProfile>([{ type: 'disabled' }, { type: 'external', network: { enabled: false } }])(
  '$type needs no sandbox',
  (policy) => {
    expect(made().unavailable(policy)).toBeUndefined();
    expect(made().wrap(command, request(policy))).toBe(command);
  },
);

test.each([':read-only', ':workspace'])('%s is refused for commands', (id) => {
  const policy = builtInProfile(id) as PermissionProfile;
  expect(made().unavailable(policy)).toMatch(/^No sandbox is installed .*\.$/);
  expect(() => made().wrap(command, request(policy))).toThrow(
    expect.objectContaining({
      code: 'sandbox_unavailable',
      mend: expect.stringContaining('--sandbox danger-full-access'),
      plugin: 'tenon.sandbox-none',
    }),
  );
});

test('on Windows it says that it is unsupported', () => {
  const policy = builtInProfile(':workspace') as PermissionProfile;
  expect(noSandbox('win32').unavailable(policy)).toMatch(/unsupported on Windows/);
  expect(() => noSandbox('win32').wrap(command, request(policy))).toThrow(/unsupported on Windows/);
  expect(noSandbox('win32').unavailable({ type: 'disabled' })).toBeUndefined();
});

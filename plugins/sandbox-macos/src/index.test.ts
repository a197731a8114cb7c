import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';
import { builtInProfile } from '@tenon/sandboxing';
import { testPlugin } from '@tenon/testing/plugin';
import { temporaryFolder } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import plugin from './index.ts';
import { createMacosSandbox } from './macos-sandbox.ts';
import { probe } from './probe.ts';
import { realPathOf } from './real-path.ts';

testPlugin(plugin, { config: { allow_unix_sockets: true }, invalidConfig: { allow_unix_sockets: 'yes' } });

const request = (profile: PermissionProfile) => ({ profile, cwd: '/', tmpdir: '/tmp' });
const command = { argv: ['ls'], cwd: '/' };
const made = (): Sandbox => createMacosSandbox({ allow_unix_sockets: false });
const readOnly = builtInProfile(':read-only') as PermissionProfile;

test('elsewhere than on macOS it says so, and refuses', () => {
  expect(probe('linux')).toMatchObject({ message: 'Seatbelt is a part of macOS, and this is linux' });
  // The rest as this platform has it: CI's is Linux, where it must refuse.
  const missing = probe();
  const box = made();
  expect(box.unavailable(readOnly)).toBe(missing && `${missing.message}. ${missing.mend}`);
  expect(box.mechanisms?.()[0]?.missing).toBe(box.unavailable(readOnly));
  if (missing) {
    expect(() => box.wrap(command, request(readOnly))).toThrow(
      expect.objectContaining({ code: 'sandbox_unavailable', plugin: 'tenon.sandbox-macos', ...missing }),
    );
  }
});

test('what needs no sandbox is left as it is', () => {
  const profile: PermissionProfile = { type: 'disabled' };
  expect(made().unavailable(profile)).toBeUndefined();
  expect(made().wrap(command, request(profile))).toBe(command);
});

test('links are followed as far as there is something', async () => {
  await using folder = await temporaryFolder();
  const real = realPathOf(folder.path) as string;
  symlinkSync(real, join(real, 'link'));
  symlinkSync(join(real, 'nowhere'), join(real, 'dangling'));
  expect(realPathOf(join(real, 'link/a/b'))).toBe(join(real, 'a/b'));
  expect(realPathOf('/nowhere-at-all/x')).toBe('/nowhere-at-all/x');
  expect(realPathOf(join(real, 'dangling'))).toBeUndefined();
  expect(realPathOf(join(real, 'dangling/x'))).toBeUndefined();
  expect(realPathOf('/')).toBe('/');
});

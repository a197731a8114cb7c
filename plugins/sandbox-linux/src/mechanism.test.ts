import type { PermissionProfile } from '@tenon/protocol';
import { builtInProfile } from '@tenon/sandboxing';
import { createScope } from '@tenon/testing/scope';
import { expect, test } from 'vitest';
import { SandboxLinuxConfig } from './config.ts';
import { createLinuxSandbox } from './linux-sandbox.ts';

const CONFINED = builtInProfile(':workspace') as PermissionProfile;
const made = (config: object) => createLinuxSandbox(SandboxLinuxConfig.parse(config), createScope('host'));

test('where bubblewrap does not work it is Landlock, and why is said', () => {
  const box = made({ bwrap: '/nonexistent/bwrap' });
  expect(box.unavailable(CONFINED)).toBeUndefined();
  expect(box.name).toBe('landlock');
  expect(box.mechanisms?.()).toEqual([
    { name: 'landlock', limits: expect.any(Array) },
    expect.objectContaining({ name: 'bubblewrap', missing: expect.stringContaining('no program /nonexistent/bwrap') }),
  ]);
});

test('one that is asked for is used or nothing is', () => {
  const box = made({ mechanism: 'bubblewrap', bwrap: '/nonexistent/bwrap' });
  expect(box.unavailable(CONFINED)).toContain('no program /nonexistent/bwrap');
  expect(box.mechanisms?.()).toHaveLength(1);
  expect(made({ mechanism: 'landlock' }).unavailable(CONFINED)).toBeUndefined();
});

test('where nothing works each says what is missing and what mends it, and no command is started', async () => {
  const box = made({ path: ['/nonexistent'] });
  const told = box.unavailable(CONFINED);
  for (const each of ['Bubblewrap is not installed', 'Landlock needs sh', 'package bubblewrap', 'perl-base']) {
    expect(told).toContain(each);
  }
  const wrap = async () => box.wrap({ argv: ['true'], cwd: '/' }, { profile: CONFINED, cwd: '/', tmpdir: '/tmp' });
  await expect(wrap()).rejects.toMatchObject({ code: 'sandbox_unavailable', plugin: 'tenon.sandbox-linux' });
});

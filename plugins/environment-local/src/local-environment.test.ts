import { createScope } from '@tenon/testing/scope';
import { expect, test } from 'vitest';
import { EnvironmentLocalConfig } from './config.ts';
import { createLocalEnvironments } from './local-environment.ts';

const platformOf = (config: unknown) =>
  createLocalEnvironments(EnvironmentLocalConfig.parse(config), createScope('host')).get('local').platform;

test('takes home and temporary folder from the configuration, then the variables, then the system', () => {
  expect(platformOf({ home: '/h', tmpdir: '/t', shell: '/bin/zsh', env: { HOME: '/x', TMPDIR: '/y' } })).toMatchObject({
    home: '/h',
    tmpdir: '/t',
    shell: '/bin/zsh',
  });
  expect(platformOf({ env: { HOME: '/x', TMPDIR: '/y' } })).toMatchObject({ home: '/x', tmpdir: '/y' });
  const system = platformOf({ env: { HOME: '', TMPDIR: '' } });
  expect(system).toMatchObject({ tmpdir: '/tmp', shell: expect.stringMatching(/^\/bin\/(bash|sh)$/) });
  expect(system.home).toMatch(/^\//);
});

test("takes an application's process.env as it is", () => {
  expect(EnvironmentLocalConfig.parse({ env: process.env }).env).toEqual({ ...process.env });
  expect(EnvironmentLocalConfig.parse({ env: { A: undefined, B: '1' } }).env).toEqual({ B: '1' });
});

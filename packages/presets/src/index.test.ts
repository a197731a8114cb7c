import { hostPoints } from '@tenon/core';
import { createRuntime } from '@tenon/kernel';
import { tools } from '@tenon/plugin-api/tool';
import { expect, test } from 'vitest';
import { defaultPluginConfig, defaultPlugins, defaultSandbox } from './index.ts';

test('every default plugin is active, with the configuration made for it', async () => {
  const config = defaultPluginConfig({ config: {}, home: '/nowhere', env: { HOME: '/nowhere' }, version: '0.0.0' });
  await using runtime = await createRuntime({ plugins: defaultPlugins, points: hostPoints, config });
  expect(runtime.report.filter((one) => one.status !== 'active')).toEqual([]);
  using generation = runtime.acquire();
  expect(generation.names(tools)).toEqual([
    'apply_patch',
    'exec_command',
    'request_permissions',
    'update_plan',
    'view_image',
    'write_stdin',
  ]);
});

test('features that are settings of a plugin reach it', () => {
  const toolExec = (...features: string[]) =>
    defaultPluginConfig({ config: {}, home: '/h', env: {}, version: '0.0.0', features: new Set(features) })[
      'tenon.tool-exec'
    ];
  expect(toolExec('exec_permission_approvals')).toEqual({ exec_permission_approvals: true });
  expect(toolExec('shell_tool')).toEqual({});
});

test('[tenon.config] reaches a plugin of a third party, and goes on top of ours', () => {
  const config = defaultPluginConfig({
    config: { tenon: { config: { 'acme.hello': { greeting: 'hi' }, 'tenon.logger-stderr': { level: 'debug' } } } },
    home: '/h',
    env: {},
    version: '0.0.0',
  });
  expect(config['acme.hello']).toEqual({ greeting: 'hi' });
  expect(config['tenon.logger-stderr']).toEqual({ level: 'debug' });
});

test.each([
  ['linux', 'tenon.sandbox-linux'],
  ['darwin', 'tenon.sandbox-macos'],
  ['win32', 'tenon.sandbox-none'],
  ['freebsd', 'tenon.sandbox-none'],
])('the sandbox on %s is %s', (platform, id) => expect(defaultSandbox(platform).id).toBe(id));

test('the default build has the sandbox of this platform, and no other', () => {
  const sandboxes = defaultPlugins.filter(({ id }) => id.includes('sandbox'));
  expect(sandboxes).toEqual([defaultSandbox(process.platform)]);
});

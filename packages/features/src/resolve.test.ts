import { expect, test } from 'vitest';
import { disabledPlugins, type FeatureSources, featureNotices, knownFeatures, resolveFeatures } from './index.ts';

const of = (name: string, sources: FeatureSources) => {
  const found = resolveFeatures(sources).find((feature) => feature.name === name);
  return [found?.enabled, found?.decidedBy];
};

test('requirements decide before the configuration, that before a client, and that before the default', () => {
  const session = { memories: true };
  const configured = { memories: false };
  const required = { memories: true };
  expect(of('memories', {})).toEqual([false, 'default']);
  expect(of('memories', { session })).toEqual([true, 'session']);
  expect(of('memories', { session, configured })).toEqual([false, 'configuration']);
  expect(of('memories', { session, configured, required })).toEqual([true, 'requirements']);
});

test('a table is a feature that is on, with settings', () => {
  expect(of('multi_agent_v2', { configured: { multi_agent_v2: { x: 1 } } })).toEqual([true, 'configuration']);
  expect(of('multi_agent_v2', { configured: { multi_agent_v2: { enabled: false } } })).toEqual([
    false,
    'configuration',
  ]);
});

test('what was removed has no switch', () => {
  expect(of('undo', { configured: { undo: true }, required: { undo: true } })).toEqual([false, 'default']);
});

test('every feature is listed once, in order', () => {
  const names = knownFeatures.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toHaveLength(69);
});

test('plugins of a feature that is off are named once', () => {
  const on = { request_permissions_tool: true };
  const off = resolveFeatures({ configured: { ...on, shell_tool: false, unified_exec: false } });
  expect(disabledPlugins(off)).toEqual(['tenon.tool-exec']);
  expect(disabledPlugins(resolveFeatures({ configured: on }))).toEqual([]);
  expect(disabledPlugins(resolveFeatures({}))).toEqual(['tenon.tool-request-permissions']);
});

test('a home of Codex that does without unified_exec keeps its shell', () => {
  const off = (configured: Record<string, boolean>) => disabledPlugins(resolveFeatures({ configured }));
  expect(off({ unified_exec: false })).not.toContain('tenon.tool-exec');
  expect(off({ shell_tool: false })).toContain('tenon.tool-exec');
});

test('a feature that is a setting of a plugin leaves the plugin there', () => {
  const on = resolveFeatures({ configured: { exec_permission_approvals: true } });
  expect(on.find(({ name }) => name === 'exec_permission_approvals')).toMatchObject({ enabled: true, exists: true });
  expect(of('exec_permission_approvals', {})).toEqual([false, 'default']);
  expect(disabledPlugins(resolveFeatures({}))).not.toContain('tenon.tool-exec');
});

test('who sets what has no effect is told', () => {
  const notices = featureNotices({
    configured: { nope: false, undo: true, memories: true, goals: false, shell_tool: true, constructor: true },
    session: { apps: true },
  });
  expect(notices).toEqual([
    { name: 'apps', message: 'Feature `apps` is not in this version of Tenon: the setting has no effect.' },
    { name: 'nope', message: 'Unknown feature `nope` is ignored.' },
    { name: 'undo', message: 'Feature `undo` was removed: the setting has no effect.' },
    { name: 'memories', message: 'Feature `memories` is not in this version of Tenon: the setting has no effect.' },
    { name: 'constructor', message: 'Unknown feature `constructor` is ignored.' },
  ]);
});

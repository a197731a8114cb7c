import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin } from '@tenon/plugin-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appServer } from './server.ts';

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tenon-config-rpc-'));
  file = join(home, 'config.toml');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('config/read tells values, origins and layers; what nothing sets is null', async () => {
  writeFileSync(file, 'model = "a"\nacme = 1\n[sandbox_workspace_write]\nwritable_roots = ["rel"]\n');
  await using host = await appServer({ home, overrides: ['model=flag'] });
  const client = await host.ready();
  const { config, origins, layers } = await client.request('config/read', { includeLayers: true });
  expect(config).toMatchObject({
    model: 'flag',
    review_model: null,
    profiles: {},
    acme: 1,
    sandbox_workspace_write: { writable_roots: [join(home, 'rel')], network_access: false },
  });
  expect(layers?.map(({ name }) => name)).toEqual([{ type: 'sessionFlags' }, { type: 'user', file }]);
  expect(origins.model?.name).toEqual({ type: 'sessionFlags' });
  expect(origins['sandbox_workspace_write.writable_roots.0']?.name).toEqual({ type: 'user', file });
  expect((await client.request('config/read', {})).layers).toBeNull();
});

test('a write changes the file, and the running host reads it', async () => {
  writeFileSync(file, '# mine\nmodel = "a"\n');
  const seen: string[] = [];
  await using host = await appServer({ home, reloadConfig: async () => void seen.push(readFileSync(file, 'utf8')) });
  const client = await host.ready();
  await client.request('thread/loaded/list', {}); // Opens the host.
  const written = await client.request('config/value/write', {
    keyPath: 'projects."/a/b.c".trust_level',
    value: 'trusted',
    mergeStrategy: 'replace',
  });
  expect(written).toMatchObject({ status: 'ok', filePath: file, overriddenMetadata: null });
  const text = '# mine\nmodel = "a"\n\n[projects."/a/b.c"]\ntrust_level = "trusted"\n';
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(seen).toEqual([text]);
  await client.request('config/batchWrite', {
    edits: [
      { keyPath: 'model', value: null, mergeStrategy: 'replace' },
      { keyPath: 'features', value: { a: true }, mergeStrategy: 'upsert' },
    ],
    expectedVersion: written.version,
  });
  const after = (await client.request('config/read', {})).config;
  expect(after).toMatchObject({ model: null, features: { a: true } });
});

test('a configuration that the host cannot use is told, and the write stands', async () => {
  await using host = await appServer({
    home,
    reloadConfig: async () => {
      throw new Error('no such plugin');
    },
  });
  const client = await host.ready();
  await client.request('thread/loaded/list', {});
  await client.request('config/value/write', { keyPath: 'model', value: 'b', mergeStrategy: 'replace' });
  const { params } = await client.until(({ method }) => method === 'configWarning');
  expect(params).toMatchObject({ details: 'no such plugin' });
  expect(readFileSync(file, 'utf8')).toBe('model = "b"\n');
});

test.each([
  [{ keyPath: '', value: 1 }, 'configValidationError', /keyPath must not be empty/],
  [{ keyPath: 'model', value: 5 }, 'configValidationError', /expected string, got integer 5/],
  [{ keyPath: 'model', value: 'b', expectedVersion: 'sha256:0' }, 'configVersionConflict', /Fetch latest version/],
  [{ keyPath: 'model', value: 'b', filePath: '/etc/x.toml' }, 'configLayerReadonly', /Only writes to the user config/],
])('%j is refused as %s', async (edit, code, message) => {
  writeFileSync(file, 'model = "a"\n');
  await using host = await appServer({ home });
  const client = await host.ready();
  const error = await client.refused('config/value/write', { mergeStrategy: 'replace', ...edit });
  expect(error).toMatchObject({
    code: -32600,
    message: expect.stringMatching(message),
    data: { config_write_error_code: code },
  });
  expect(readFileSync(file, 'utf8')).toBe('model = "a"\n');
});

test('a value that was left out removes nothing', async () => {
  writeFileSync(file, 'model = "a"\n');
  await using host = await appServer({ home });
  const client = await host.ready();
  const error = await client.refused('config/value/write', { keyPath: 'model', mergeStrategy: 'replace' });
  expect(error).toMatchObject({ code: -32600, message: 'Invalid request: missing field `value`' });
  expect(readFileSync(file, 'utf8')).toBe('model = "a"\n');
});

test('a broken file: reading says where, writing leaves it, and no host is needed', async () => {
  writeFileSync(file, 'model = = 1\n');
  await using host = await appServer({
    home,
    beforeOpen: () => {
      throw new Error('not to be opened');
    },
  });
  const client = await host.ready();
  expect(await client.refused('config/read', {})).toMatchObject({
    code: -32603,
    message: expect.stringMatching(/^failed to read configuration layers: .*config\.toml:1:\d+/),
  });
  const error = await client.refused('config/value/write', { keyPath: 'a', value: 1, mergeStrategy: 'replace' });
  expect(error.message).toMatch(/config\.toml:1:\d+/);
  expect(readFileSync(file, 'utf8')).toBe('model = = 1\n');
});

test('no requirements, one mode, and the features that are there', async () => {
  await using host = await appServer({ tools: [{ name: 'exec_command' }] });
  const client = await host.ready();
  expect(await client.request('configRequirements/read', undefined as never)).toEqual({ requirements: null });
  expect((await client.request('collaborationMode/list', {})).data).toEqual([
    { name: 'Default', mode: 'default', model: null, reasoning_effort: null },
  ]);
  expect(await client.request('modelProvider/capabilities/read', {})).toEqual({
    imageGeneration: false,
    namespaceTools: false,
    webSearch: false,
  });
  const first = await client.request('experimentalFeature/list', { limit: 1 });
  const approvals = { name: 'exec_permission_approvals', stage: 'underDevelopment', enabled: false };
  expect(first).toMatchObject({ data: [approvals], nextCursor: '1' });
  const second = await client.request('experimentalFeature/list', { cursor: '1' });
  expect(second).toMatchObject({
    data: [
      { name: 'request_permissions_tool', enabled: false },
      { name: 'shell_tool', stage: 'stable', enabled: true },
      { name: 'unified_exec' },
    ],
    nextCursor: null,
  });
  expect(await client.refused('experimentalFeature/list', { cursor: 'x' })).toMatchObject({ code: -32600 });
  const set = (enablement: Record<string, boolean>) =>
    client.refused('experimentalFeature/enablement/set', { enablement });
  expect(await set({ apps: true })).toMatchObject({ data: { code: 'unsupported' } });
  expect((await set({ nope: true })).message).toContain('invalid feature enablement');
  expect((await set({ shell_tool: false })).message).toContain('unsupported feature enablement');
  expect(await client.request('experimentalFeature/enablement/set', { enablement: { apps: false } })).toEqual({
    enablement: { apps: false },
  });
});

test('a feature is on where requirements, configuration and its plugin let it be', async () => {
  const enabledOf = async (options: Parameters<typeof appServer>[0]) => {
    await using host = await appServer(options);
    const client = await host.ready();
    const { data } = await client.request('experimentalFeature/list', {});
    return data.filter(({ enabled }) => enabled).map(({ name }) => name);
  };
  const features = { shell_tool: false, unified_exec: true };
  expect(await enabledOf({ config: { features } })).toEqual(['unified_exec']);
  const requirements = { values: { features: { shell_tool: true, unified_exec: false } }, setBy: {} };
  expect(await enabledOf({ config: { features }, requirements })).toEqual(['shell_tool']);
  const failing = definePlugin({
    id: 'tenon.tool-exec',
    register: () => {
      throw new Error('no');
    },
  });
  expect(await enabledOf({ plugins: [failing] })).toEqual([]);
});

test('model/list has every field', async () => {
  await using host = await appServer();
  const client = await host.ready();
  const { data } = await client.request('model/list', {});
  expect(data[0]).toMatchObject({ upgrade: null, upgradeInfo: null, availabilityNux: null, additionalSpeedTiers: [] });
});

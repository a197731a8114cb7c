import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { loadConfig, readConfig } from './index.ts';

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-config-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  for (const folder of ['home', 'system', 'project/.git', 'project/sub/deep']) put(folder);
});

function put(path: string, text?: string): string {
  const whole = join(base, path);
  mkdirSync(text === undefined ? whole : dirname(whole), { recursive: true });
  if (text !== undefined) writeFileSync(whole, text);
  return whole;
}
const places = (cwd = 'project/sub/deep') => ({
  home: join(base, 'home'),
  system: join(base, 'system'),
  cwd: join(base, cwd),
});
const trusting = (path: string, level = 'trusted') =>
  `[projects.${JSON.stringify(join(base, path))}]\ntrust_level = "${level}"\n`;

test('each layer beats those below it, the managed file all of them, and a profile every file', async () => {
  const model = (value: string) => `model = "${value}"\n`;
  const loaded = async (overrides: string[] = []) => (await loadConfig({ ...places(), overrides })).config.model;
  put('system/config.toml', model('system'));
  expect(await loaded()).toBe('system');
  put('home/config.toml', model('user') + trusting('project'));
  expect(await loaded()).toBe('user');
  put('project/.codex/config.toml', model('root'));
  expect(await loaded()).toBe('root');
  put('project/sub/deep/.codex/config.toml', model('deep'));
  expect(await loaded()).toBe('deep');
  put('project/sub/deep/.tenon/config.toml', model('deep tenon'));
  expect(await loaded()).toBe('deep tenon');
  expect(await loaded(['model=flag'])).toBe('flag');
  put('system/managed_config.toml', model('managed'));
  expect(await loaded(['model=flag'])).toBe('managed');
  expect(await loaded(['model=flag', 'profile=p', 'profiles.p.model=profile'])).toBe('profile');

  const { layers, origins } = await readConfig({ ...places(), overrides: ['model=flag'] });
  expect(layers.map(({ name }) => ('dotCodexFolder' in name ? name.dotCodexFolder : name.type))).toEqual([
    'legacyManagedConfigTomlFromFile',
    'sessionFlags',
    join(base, 'project/sub/deep/.tenon'),
    join(base, 'project/sub/deep/.codex'),
    join(base, 'project/.codex'),
    'user',
    'system',
  ]);
  expect(origins.model?.name.type).toBe('legacyManagedConfigTomlFromFile');
});

test('of a project that is not trusted nothing is read, and who did not decide is told once', async () => {
  const file = put('project/.codex/config.toml', 'model = \ufffdbroken');
  const { config, warnings, project } = await loadConfig(places());
  expect(config.model).toBeUndefined();
  expect(project).toMatchObject({ root: join(base, 'project'), trust: null });
  expect(warnings).toMatchObject([{ summary: `Project configuration is not used: ${file}`, path: file }]);
  expect(warnings[0]?.details).toContain(`add [projects."${join(base, 'project')}"] trust_level = "trusted"`);
  const { layers } = await readConfig(places());
  expect(layers.find(({ name }) => name.type === 'project')).toMatchObject({
    config: {},
    disabled: expect.stringContaining('not known to be trusted'),
  });

  put('home/config.toml', trusting('project', 'untrusted'));
  expect((await loadConfig(places())).warnings).toEqual([]);
  // A project cannot say that it is trusted.
  put('project/.codex/config.toml', `model = "x"\n${trusting('project')}`);
  expect((await loadConfig(places())).config.model).toBeUndefined();
});

test('trust is that of the nearest folder up to the root that is named, by its real path too', async () => {
  put('project/.codex/config.toml', 'model = "root"\n');
  const level = async (toml: string, cwd?: string) => {
    put('home/config.toml', toml);
    return (await loadConfig(places(cwd))).project?.trust;
  };
  expect(await level(trusting('project/sub'))).toBe('trusted');
  expect(await level(trusting('project/sub/deep', 'untrusted') + trusting('project'))).toBe('untrusted');
  expect(await level(trusting('project/'))).toBe('trusted');
  // Trust in a folder above the project is none in it.
  expect(await level(trusting('.'))).toBeNull();
  symlinkSync(join(base, 'project'), join(base, 'link'));
  expect(await level(trusting('project'), 'link/sub')).toBe('trusted');
});

// Codex keeps its worktrees below such a folder: that one says nothing of what is in them.
test.each(['project', '.codex/worktrees/project'])(
  'a file of %s that is where commands may write has no part',
  async (at) => {
    for (const folder of ['.git', 'sub/deep', 'sub/.codex']) put(`${at}/${folder}`);
    put('home/config.toml', trusting(at));
    put(`${at}/.codex/config.toml`, 'model = "root"\n');
    const planted = put(`${at}/codex.toml`, 'approval_policy = "never"\n');
    const link = join(base, at, 'sub/.codex/config.toml');
    symlinkSync(planted, link);
    const { config, warnings } = await loadConfig(places(`${at}/sub/deep`));
    expect([config.model, config.approval_policy]).toEqual(['root', undefined]);
    const summary = `Project configuration is not used: ${link}`;
    expect(warnings).toMatchObject([{ summary, details: expect.stringContaining(planted) }]);
    const { layers } = await readConfig(places(`${at}/sub/deep`));
    expect(layers.find(({ disabled }) => disabled)?.disabled).toContain(planted);
  },
);

test('the root is where a marker is; without one it is the working directory', async () => {
  const root = async (toml: string) => {
    put('home/config.toml', toml);
    return (await loadConfig(places())).project?.root;
  };
  put('project/sub/package.json', '');
  expect(await root('')).toBe(join(base, 'project'));
  expect(await root('project_root_markers = ["package.json"]')).toBe(join(base, 'project/sub'));
  expect(await root('project_root_markers = []')).toBe(join(base, 'project/sub/deep'));
});

test('a home below the project is no layer of it', async () => {
  const home = put('project/.codex/config.toml', `model = "user"\n${trusting('project')}`);
  const { layers } = await readConfig({ ...places(), home: dirname(home) });
  expect(layers.map(({ name }) => name.type)).toEqual(['user', 'system']);
});

test('relative paths mean the folder of their layer', async () => {
  const roots = '[sandbox_workspace_write]\nwritable_roots = ["rel/dir"]\n';
  put('home/config.toml', trusting('project'));
  put('project/.codex/config.toml', roots);
  const { config } = await loadConfig(places());
  expect(config.sandbox_workspace_write?.writable_roots).toEqual([join(base, 'project/.codex/rel/dir')]);
});

test('an error names the file of the layer that the value is from', async () => {
  put('home/config.toml', `model = 3\n${trusting('project')}`);
  const file = put('project/.codex/config.toml', '\nmodel = 4\n');
  await expect(loadConfig(places())).rejects.toMatchObject({
    file,
    message: expect.stringContaining(`${file}:2:1: model`),
  });
  put('project/.codex/config.toml', 'model = "now it is good"\n');
  expect((await loadConfig(places())).config.model).toBe('now it is good');
  const broken = put('project/.codex/config.toml', 'model = ');
  await expect(loadConfig(places())).rejects.toMatchObject({ code: 'config_invalid', file: broken });
});

test('strict: an unknown key is an error with the nearest known one', async () => {
  const file = put('home/config.toml', 'modle = "x"\n');
  await expect(loadConfig({ ...places(), strict: true })).rejects.toMatchObject({
    code: 'config_unknown_key',
    message: `${file}:1:1: modle: no such key. Did you mean \`model\`?`,
    file,
  });
  await expect(loadConfig({ ...places(), strict: true, ignoreUser: true })).resolves.toMatchObject({ config: {} });
});

test('a file that is far too large is refused, and not read', async () => {
  const file = put('system/config.toml', `# ${'x'.repeat(9 * 1024 * 1024)}`);
  await expect(loadConfig(places())).rejects.toMatchObject({ code: 'config_unreadable', file });
});

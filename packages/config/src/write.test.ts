import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig, readConfig, type WriteOptions, writeConfig } from './index.ts';
import { unwritable } from './replace-file.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tenon-config-'));
  file = join(home, 'config.toml');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const set = (keyPath: string, value: unknown, options: Partial<WriteOptions> = {}) =>
  writeConfig({ home, edits: [{ keyPath, value, mergeStrategy: 'replace' }], ...options });
const text = () => readFile(file, 'utf8');

test('edits may depend on what the file says', async () => {
  await writeFile(file, 'model = "a"\n[[skills.config]] # mine\npath = "rel/SKILL.md"\nenabled = false\n');
  await writeConfig({
    home,
    edits: (user, resolved) => {
      expect(user).toMatchObject({ skills: { config: [{ path: 'rel/SKILL.md' }] } });
      expect(resolved).toMatchObject({ skills: { config: [{ path: join(home, 'rel/SKILL.md') }] } });
      return [{ keyPath: 'model', value: `${user.model}b`, mergeStrategy: 'replace' }];
    },
  });
  expect(await text()).toBe('model = "ab"\n[[skills.config]] # mine\npath = "rel/SKILL.md"\nenabled = false\n');
});

test('layers, origins and versions', async () => {
  await writeFile(file, 'model = "A"\n[tenon]\nplugins = ["a", "b"]\n[projects."/x.y"]\ntrust_level = "trusted"\n');
  const overrides = ['model="CLI"', 'tenon.plugins=["c"]'];
  const { config, origins, layers } = await readConfig({ home, overrides });
  expect(config).toMatchObject({ model: 'CLI', tenon: { plugins: ['c'] } });
  const [flags, user] = layers.map(({ name, version }) => ({ name, version }));
  expect([flags?.name, user?.name]).toEqual([{ type: 'sessionFlags' }, { type: 'user', file }]);
  expect(origins).toEqual({ model: flags, 'tenon.plugins.0': flags, 'projects./x.y.trust_level': user });
});

test('the version is that of the content, as the peer makes it', async () => {
  const version = async () => (await readConfig({ home })).layers[0]?.version;
  expect(await version()).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  await writeFile(file, 'a = 1\nb = 2\n');
  const first = await version();
  await writeFile(file, '# comment\nb = 2\na   =   1');
  expect(await version()).toBe(first);
});

test('a write keeps the rest of the file, and the next load sees it', async () => {
  await writeFile(file, '# mine\nmodel = "a" # old\n\n[history]\npersistence = "none"\n', { mode: 0o644 });
  const result = await set('model', 'b');
  expect(result).toMatchObject({ status: 'ok', filePath: file, overriddenMetadata: null });
  expect(await text()).toBe('# mine\nmodel = "b" # old\n\n[history]\npersistence = "none"\n');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await loadConfig({ home })).config.model).toBe('b');
  expect((await readConfig({ home })).layers[0]?.version).toBe(result.version);
  expect(await readdir(home)).toEqual(['config.toml']);
});

test('a home that is not there is made', async () => {
  await set('model', 'b', { home: join(home, 'new') });
  expect(await readFile(join(home, 'new', 'config.toml'), 'utf8')).toBe('model = "b"\n');
});

test('all edits or none', async () => {
  await writeFile(file, 'model = "a"\n');
  const edit = (keyPath: string, value: unknown) => ({ keyPath, value, mergeStrategy: 'upsert' as const });
  const bad = writeConfig({ home, edits: [edit('model', 'b'), edit('model_verbosity', 'loud')] });
  await expect(bad).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining('"loud"') });
  expect(await text()).toBe('model = "a"\n');
  await writeConfig({ home, edits: [edit('model', 'b'), edit('features', { x: true }), edit('features.y', false)] });
  expect(await text()).toBe('model = "b"\n\n[features]\nx = true\ny = false\n');
});

test('a version that is no longer there is a conflict', async () => {
  const { version } = await set('model', 'a');
  await set('model', 'b', { expectedVersion: version });
  await expect(set('model', 'c', { expectedVersion: version })).rejects.toMatchObject({
    code: 'config_version_conflict',
  });
  expect(await text()).toBe('model = "b"\n');
});

test('a broken file is not touched, and its line is told', async () => {
  await writeFile(file, 'model = "a"\nx = = 1\n');
  await expect(set('model', 'b')).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringMatching(/config\.toml:2:\d+/),
  });
  expect(await text()).toBe('model = "a"\nx = = 1\n');
});

test('an edit may mend a value of a wrong type', async () => {
  await writeFile(file, 'model = 5\n');
  await expect(set('review_model', 'b')).rejects.toMatchObject({ code: 'config_invalid' });
  await set('model', 'b');
  expect(await text()).toBe('model = "b"\n');
});

test('only the file of the user is written', async () => {
  await expect(set('model', 'b', { filePath: '/etc/other.toml' })).rejects.toMatchObject({
    code: 'config_layer_readonly',
  });
  await set('model', 'b', { filePath: file });
});

test('what a flag hides is told', async () => {
  const overrides = ['model="CLI"', 'features.a=true'];
  expect(await set('model', 'b', { overrides })).toMatchObject({
    status: 'okOverridden',
    overriddenMetadata: {
      message: 'Overridden by session flags',
      overridingLayer: { name: { type: 'sessionFlags' }, version: expect.stringContaining('sha256:') },
      effectiveValue: 'CLI',
    },
  });
  expect(await set('features', { b: true }, { overrides })).toMatchObject({ status: 'okOverridden' });
  expect(await set('features.b', false, { overrides })).toMatchObject({ status: 'ok' });
});

test('links stay links: of the file, to nothing yet, and of the home', async () => {
  const real = join(home, 'dotfiles');
  await mkdir(real);
  await writeFile(join(real, 'codex.toml'), 'model = "a"\n');
  await symlink(join('dotfiles', 'codex.toml'), file);
  await set('model', 'b');
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect(await readFile(join(real, 'codex.toml'), 'utf8')).toBe('model = "b"\n');
  await rm(join(real, 'codex.toml'));
  await set('model', 'c');
  expect(await readFile(join(real, 'codex.toml'), 'utf8')).toBe('model = "c"\n');
  const linked = join(home, 'home-link');
  await mkdir(join(home, 'home-real'));
  await symlink('home-real', linked);
  await set('model', 'd', { home: linked });
  expect((await lstat(linked)).isSymbolicLink()).toBe(true);
  expect(await readFile(join(home, 'home-real', 'config.toml'), 'utf8')).toBe('model = "d"\n');
});

test.each(['EACCES', 'EROFS', 'ENOSPC'])('%s is told as what it is', (code) => {
  const error = unwritable(file, Object.assign(new Error('x'), { code }));
  expect(error).toMatchObject({
    code: 'config_unwritable',
    file,
    mend: expect.stringContaining('Nothing was changed.'),
  });
  expect(error.message).not.toContain('Error: x');
});

test('a home that is no folder is told', async () => {
  await writeFile(join(home, 'x'), '');
  await expect(set('model', 'b', { home: join(home, 'x', 'y') })).rejects.toMatchObject({ code: 'config_unwritable' });
});

test('writers at one time lose nothing', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, n) => set(`features.f${n}`, true)));
  const { config } = await loadConfig({ home });
  expect(Object.keys(config.features ?? {})).toHaveLength(30);
  expect(await readdir(home)).toEqual(['config.toml']);
});

test('processes at one time lose nothing', async () => {
  const writer = (n: number) => `
    const { writeConfig } = await import(${JSON.stringify(import.meta.resolve('./index.ts'))});
    for (let i = 0; i < 8; i += 1)
      await writeConfig({ home: ${JSON.stringify(home)}, edits: [{ keyPath: 'features.p${n}_' + i, value: true, mergeStrategy: 'replace' }] });`;
  const run = (n: number) =>
    promisify(execFile)(
      process.execPath,
      ['--conditions=@tenon/source', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', writer(n)],
      { cwd: fileURLToPath(new URL('.', import.meta.url)) },
    );
  await Promise.all([1, 2, 3].map(run));
  const { config } = await loadConfig({ home });
  expect(Object.keys(config.features ?? {})).toHaveLength(24);
  expect(await readdir(home)).toEqual(['config.toml']);
}, 20_000);

test('the lock of a process that is gone is cleared, and that of a live one is not', async () => {
  // Past the largest pid that Linux gives.
  await writeFile(`${file}.lock`, '4194305 dead\n');
  await set('model', 'b');
  expect(await readdir(home)).toEqual(['config.toml']);
  await writeFile(`${file}.lock`, `${process.pid} alive\n`);
  const waiting = set('model', 'c');
  expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))])).toBe('waits');
  expect(await text()).toBe('model = "b"\n');
  await rm(`${file}.lock`);
  await waiting;
  expect(await text()).toBe('model = "c"\n');
});

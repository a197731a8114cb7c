import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoadOptions, loadConfig } from './index.ts';
import { unreadableFrom } from './read-file.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tenon-config-'));
  file = join(home, 'config.toml');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const load = async (toml: string, options: Omit<LoadOptions, 'home'> = {}) => {
  await writeFile(file, toml);
  return loadConfig({ home, ...options });
};

test('a missing file is an empty one', async () => {
  const empty = { config: {}, warnings: [], file: null, project: null, requirements: null };
  expect(await loadConfig({ home })).toEqual(empty);
  expect(await loadConfig({ home: join(home, 'nowhere') })).toEqual(empty);
});

test('-c beats the file, a profile beats -c, flags beat a profile', async () => {
  const toml = 'model = "A"\nreview_model = "A"\n[profiles.p]\nmodel = "P"\n';
  const overrides = ['model=CLI', 'review_model=CLI'];
  expect((await load(toml)).config.model).toBe('A');
  expect((await load(toml, { overrides })).config.model).toBe('CLI');
  const chosen = await load(toml, { overrides, profile: 'p' });
  expect(chosen.config).toMatchObject({ model: 'P', review_model: 'CLI', profile: 'p' });
  expect((await load(toml, { overrides: [...overrides, 'profile=p'] })).config.model).toBe('P');
  const flags = { model: 'REQ' };
  expect((await load(toml, { overrides, profile: 'p', flags })).config).toMatchObject({
    model: 'REQ',
    review_model: 'CLI',
  });
});

test('an unknown profile is an error that names the known ones', async () => {
  await expect(load('profile = "nope"\n[profiles.yes]\n')).rejects.toMatchObject({
    code: 'config_profile_unknown',
    message: 'config profile `nope` not found',
    mend: 'Choose one of `yes`.',
  });
  await expect(loadConfig({ home, profile: 'constructor' })).rejects.toMatchObject({ code: 'config_profile_unknown' });
});

test('tables of a profile merge, and what a profile cannot hold is unknown there', async () => {
  const { config, warnings } = await load(
    'profile = "p"\n[features]\na = true\nb = true\n[profiles.p]\ntools = {}\n[profiles.p.features]\nb = false\n[profiles.p.sandbox_workspace_write]\nnetwork_access = true\n',
  );
  expect(config.features).toEqual({ a: true, b: false });
  expect(warnings.map((one) => one.summary)).toEqual(['Unknown key `profiles.p.sandbox_workspace_write` is ignored.']);
});

test('unknown keys warn with the nearest known one, and stay in the value', async () => {
  const { config, warnings } = await load(
    'modle = "x"\nweb_search = "live"\n[history]\npersistence = "none"\nmaxbytes = 3\n',
  );
  expect(warnings).toEqual([
    {
      summary: 'Unknown key `modle` is ignored. Did you mean `model`?',
      details: `${file}:1:1: modle: no such key`,
      path: file,
      line: 1,
      column: 1,
    },
    {
      summary: 'Unknown key `history.maxbytes` is ignored. Did you mean `max_bytes`?',
      details: `${file}:5:1: history.maxbytes: no such key`,
      path: file,
      line: 5,
      column: 1,
    },
  ]);
  expect(config).toMatchObject({ modle: 'x', web_search: 'live' });
  const flagged = await load('', { overrides: ['approval_polcy=never'] });
  expect(flagged.warnings).toEqual([
    {
      summary: 'Unknown key `approval_polcy` is ignored. Did you mean `approval_policy`?',
      details: '-c approval_polcy=never: approval_polcy: no such key',
    },
  ]);
});

test('many unknown keys do not make many warnings', async () => {
  const toml = Array.from({ length: 500 }, (_, n) => `zz${n} = ${n}`).join('\n');
  const { warnings } = await load(toml);
  expect(warnings).toHaveLength(21);
  expect(warnings.at(-1)?.summary).toBe('480 more unknown keys are ignored.');
});

test('a syntax error keeps its line and column, and does not quote the file', async () => {
  const error = await load('model = "m"\nexperimental_bearer_token = sk-secret\n').catch((one: unknown) => one);
  expect(error).toMatchObject({ code: 'config_invalid', file });
  expect(String(error)).toContain(`${file}:2:`);
  expect(String(error)).not.toContain('sk-secret');
});

test('a secret of a wrong type is not shown', async () => {
  const error = await load('[model_providers.x]\nname = "x"\nquery_params = "sk-secret"\n').catch(
    (one: unknown) => one,
  );
  expect(String(error)).toContain(`${file}:3:1: model_providers.x.query_params: expected table, got string`);
  expect(String(error)).not.toContain('sk-secret');
});

test('what cannot be read says so', async () => {
  await writeFile(file, Buffer.from([0x6d, 0x3d, 0x22, 0xff, 0xfe, 0x22]));
  await expect(loadConfig({ home })).rejects.toMatchObject({
    code: 'config_unreadable',
    file,
    mend: expect.stringContaining('UTF-8'),
  });
  await rm(file);
  await mkdir(file);
  await expect(loadConfig({ home })).rejects.toMatchObject({
    code: 'config_unreadable',
    file,
    mend: expect.any(String),
  });
  await expect(loadConfig({ home: '/dev/null/x' })).rejects.toMatchObject({ code: 'config_unreadable' });
  await expect(loadConfig({ home: 'relative' })).rejects.toMatchObject({ code: 'config_invalid' });
});

test('a file that may not be read says so', () => {
  const denied = unreadableFrom('/h/config.toml', Object.assign(new Error('EACCES: …'), { code: 'EACCES' }));
  expect(denied).toMatchObject({
    code: 'config_unreadable',
    message: 'cannot read /h/config.toml: permission denied',
    mend: expect.stringContaining('read the file'),
  });
});

test('5 MB are read', async () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, n) => `[projects."/srv/some/long/folder/name/number-${n}"]\ntrust_level = "trusted"`,
  );
  const { config, warnings } = await load(rows.join('\n'));
  expect(Object.keys(config.projects ?? {})).toHaveLength(60_000);
  expect(warnings).toEqual([]);
  const last = rows.length * 2;
  await expect(load(`${rows.join('\n')}\ntrust_level2 = 1\n[history]\npersistence = 1`)).rejects.toMatchObject({
    message: expect.stringContaining(`config.toml:${last + 3}:1: history.persistence: expected one of`),
  });
}, 30_000);

test('the rules of providers', async () => {
  await expect(load('[model_providers.openai]\nname = "x"\n')).rejects.toMatchObject({
    message: expect.stringContaining(
      `${file}:1:18: model_providers.openai: model_providers contains reserved built-in provider IDs`,
    ),
  });
  await expect(load('[model_providers.a]\nbase_url = "http://x"\n')).rejects.toMatchObject({
    message: `${file}:1:18: model_providers.a.name: expected non-empty string, got nothing`,
    mend: 'Set `model_providers.a.name` to non-empty string.',
  });
  await expect(load('[model_providers.a]\nname = ""\n')).rejects.toMatchObject({
    message: `${file}:2:1: model_providers.a.name: expected non-empty string, got empty string`,
  });
  await expect(load('[model_providers.a]\nname = "a"\nwire_api = "chat"\n')).rejects.toMatchObject({
    message: `${file}:3:1: model_providers.a.wire_api: expected "responses", got "chat"`,
  });
  const { config } = await load('[model_providers.amazon-bedrock.aws]\nregion = "eu"\n');
  expect(config.model_providers?.['amazon-bedrock']?.aws).toEqual({ region: 'eu' });
  expect(config.model_providers?.constructor).toBeUndefined();
});

test('granular approvals need their three fields', async () => {
  const whole = 'approval_policy = { granular = { sandbox_approval = true, rules = true, mcp_elicitations = false } }';
  expect((await load(whole)).config.approval_policy).toEqual({
    granular: { sandbox_approval: true, rules: true, mcp_elicitations: false },
  });
  await expect(
    load('approval_policy = { granular = { sandbox_approval = true, rules = true } }'),
  ).rejects.toMatchObject({
    message: `${file}:1:21: approval_policy.granular.mcp_elicitations: expected boolean, got nothing`,
  });
  await expect(load('approval_policy = { reject = {} }')).rejects.toMatchObject({
    message: expect.stringContaining('approval_policy.granular: expected table, got nothing'),
  });
});

test('an override of a wrong type is named by its text', async () => {
  const wrong = (overrides: string[], toml = '') => load(toml, { overrides });
  await expect(wrong(['model=3'])).rejects.toMatchObject({
    message: '-c model=3: model: expected string, got integer 3',
  });
  await expect(wrong(['model.x=3'], 'model = "a"')).rejects.toMatchObject({
    message: '-c model.x=3: model: expected string, got table',
  });
  await expect(wrong(['model_providers.a.base_url=x'])).rejects.toMatchObject({
    message: '-c model_providers.a.base_url=x: model_providers.a.name: expected non-empty string, got nothing',
  });
  await expect(wrong(['model=x'], 'sandbox_mode = "all"')).rejects.toMatchObject({
    message: `${file}:1:1: sandbox_mode: expected one of "read-only", "workspace-write", "danger-full-access", got "all"`,
  });
});

test('relative paths mean the folder of the file, in -c the working directory', async () => {
  const { config } = await load(
    'model_instructions_file = "a.md"\n[sandbox_workspace_write]\nwritable_roots = ["rel/dir", "/abs"]\n[tenon]\nplugins = ["./p.ts", "@acme/p", "/x/p.js"]\n',
    { overrides: ['profiles.x.model_instructions_file=b.md'] },
  );
  expect(config.model_instructions_file).toBe(join(home, 'a.md'));
  expect(config.sandbox_workspace_write?.writable_roots).toEqual([join(home, 'rel/dir'), '/abs']);
  expect(config.tenon?.plugins).toEqual([join(home, 'p.ts'), '@acme/p', '/x/p.js']);
  expect(config.profiles?.x?.model_instructions_file).toBe(join(process.cwd(), 'b.md'));
});

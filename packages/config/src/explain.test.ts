import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { explainConfig } from './index.ts';

let base: string;
const put = (path: string, text: string) => {
  writeFileSync(join(base, path), text);
  return join(base, path);
};
const explainer = (overrides: string[] = []) =>
  explainConfig({ home: join(base, 'home'), system: join(base, 'system'), cwd: join(base, 'repo'), overrides });

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tenon-explain-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  for (const folder of ['home', 'system', 'repo/.git', 'repo/.tenon']) {
    mkdirSync(join(base, folder), { recursive: true });
  }
});

test('every place is named, the strongest first, with what became of it', async () => {
  const required = put('system/requirements.toml', 'allowed_sandbox_modes = ["read-only"]\n');
  const managed = put('system/managed_config.toml', 'model = "m"\n');
  const user = put(
    'home/config.toml',
    `\nmodel = "u"\nsandbox_mode = "danger-full-access"\n[projects.${JSON.stringify(join(base, 'repo'))}]\ntrust_level = "trusted"\n[profiles.p]\nmodel = "p"\n`,
  );
  const project = put('repo/.tenon/config.toml', '# ours\nmodel = "r"\n');
  const { explain, config } = await explainer(['model=c', 'profile=p']);
  expect(explain('model')).toEqual({
    path: ['model'],
    value: 'p',
    allowed: undefined,
    unknown: undefined,
    sources: [
      { from: 'profile', at: `${user}:7:1`, value: 'p', outcome: 'wins' },
      { from: 'legacyManagedConfigTomlFromFile', at: `${managed}:1:1`, value: 'm', outcome: 'overridden' },
      { from: 'sessionFlags', at: '-c model=c', value: 'c', outcome: 'overridden' },
      { from: 'project', at: `${project}:2:1`, value: 'r', outcome: 'overridden' },
      { from: 'user', at: `${user}:2:1`, value: 'u', outcome: 'overridden' },
    ],
  });
  expect(explain('sandbox_mode').sources).toEqual([
    { from: 'requirements', at: required, value: 'read-only', outcome: 'wins' },
    { from: 'user', at: `${user}:3:1`, value: 'danger-full-access', outcome: 'overridden' },
  ]);
  expect(explain('sandbox_mode').allowed).toEqual({ values: ['read-only'], setBy: required });
  expect(config).toMatchObject({ model: 'p', sandbox_mode: 'read-only' });
});

test('a key that nobody sets or knows', async () => {
  const { explain } = await explainer();
  expect(explain('model')).toEqual({ path: ['model'], sources: [] });
  expect(explain('modle').unknown).toEqual({ path: ['modle'], nearest: 'model' });
  expect(explain(['model_providers', 'a.b', 'base_ulr']).unknown).toMatchObject({ nearest: 'base_url' });
  expect(() => explain('a..b')).toThrow(expect.objectContaining({ code: 'config_edit_invalid' }));
});

test('a feature that is required is what it is required to be', async () => {
  const required = put('system/requirements.toml', '[features]\nplugins = false\nmemories = true\n');
  put('home/config.toml', '[features]\nplugins = true\nmemories = true\n');
  const { explain } = await explainer();
  expect(explain('features.plugins')).toMatchObject({
    value: false,
    allowed: { values: [false], setBy: required },
    sources: [
      { from: 'requirements', at: required, value: false, outcome: 'wins' },
      { from: 'user', value: true, outcome: 'overridden' },
    ],
  });
  expect(explain('features.memories')).toMatchObject({ value: true, sources: [{ from: 'user', outcome: 'wins' }] });
});

test('a project that nobody trusts has no say, and is named', async () => {
  const file = put('repo/.tenon/config.toml', 'model = "planted"\n');
  const { explain, ignored } = await explainer();
  expect(explain('model').sources).toEqual([]);
  expect(ignored).toEqual([{ file, reason: expect.stringContaining('trust_level = "trusted"') }]);
});

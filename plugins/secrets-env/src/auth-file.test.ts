import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secrets } from '@tenon/plugin-api/secrets';
import { createScope } from '@tenon/testing/scope';
import { afterEach, beforeEach, expect, test } from 'vitest';
import plugin from './index.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tenon-secrets-'));
  file = join(home, 'auth.json');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const make = (env: Record<string, string> = {}, folder = home) =>
  plugin.register({ config: { env, home: folder }, needs: {} })[0]?.make?.(createScope('test')) as Required<Secrets>;
const content = async () => JSON.parse(await readFile(file, 'utf8'));

test('a key is kept in the form that Codex reads, for its owner alone', async () => {
  await make().set('OPENAI_API_KEY', 'sk-1');
  expect(await content()).toEqual({ OPENAI_API_KEY: 'sk-1' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await make().get('OPENAI_API_KEY')).toBe('sk-1');
  expect(await readdir(home)).toEqual(['auth.json']);
});

test('the variable comes first, and other names are not looked for in the file', async () => {
  await writeFile(file, '{"OPENAI_API_KEY":"file","OTHER":"x"}');
  expect(await make({ OPENAI_API_KEY: 'env' }).get('OPENAI_API_KEY')).toBe('env');
  expect(await make({ OPENAI_API_KEY: '' }).get('OPENAI_API_KEY')).toBe('file');
  expect(await make().get('OTHER')).toBeUndefined();
  await expect(make().set('OTHER', 'x')).rejects.toMatchObject({ code: 'secret_not_stored' });
});

test('no file, and a file of a ChatGPT login, hold no key', async () => {
  expect(await make().get('OPENAI_API_KEY')).toBeUndefined();
  await writeFile(file, '{"OPENAI_API_KEY":null,"tokens":{}}');
  expect(await make().get('OPENAI_API_KEY')).toBeUndefined();
});

test('a logout takes the key out, and the file where nothing else is in it', async () => {
  await make().set('OPENAI_API_KEY', 'sk-1');
  await make().set('OPENAI_API_KEY', null);
  await make().set('OPENAI_API_KEY', null);
  expect(await readdir(home)).toEqual([]);
  await writeFile(file, '{"auth_mode":"chatgpt","tokens":{"id":"t"}}');
  await make().set('OPENAI_API_KEY', 'sk-2');
  expect(await content()).toEqual({ OPENAI_API_KEY: 'sk-2', tokens: { id: 't' } });
  await make().set('OPENAI_API_KEY', null);
  expect(await content()).toEqual({ OPENAI_API_KEY: null, tokens: { id: 't' } });
});

test('a broken file is told and not overwritten, and not shown', async () => {
  await writeFile(file, '{"OPENAI_API_KEY":"sk-secret"');
  for (const attempt of [() => make().get('OPENAI_API_KEY'), () => make().set('OPENAI_API_KEY', 'sk-2')]) {
    const error = await attempt().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'secret_unreadable', file });
    expect(String(error)).not.toContain('sk-secret');
  }
  expect(await readFile(file, 'utf8')).toContain('sk-secret');
});

test('a folder that cannot be is told', async () => {
  await writeFile(join(home, 'x'), '');
  const there = make({}, join(home, 'x', 'y'));
  await expect(there.set('OPENAI_API_KEY', 'sk')).rejects.toMatchObject({ plugin: 'tenon.secrets-env' });
});

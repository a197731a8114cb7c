import type { ConfigToml } from '@tenon/config';
import { definePlugin } from '@tenon/plugin-api';
import { secrets } from '@tenon/plugin-api/secrets';
import { expect, test } from 'vitest';
import { appServer } from './server.ts';

const openai: ConfigToml = {
  model_provider: 'mine',
  model_providers: { mine: { name: 'M', requires_openai_auth: true } },
};

/** A store of secrets in memory. */
function kept(readOnly = false) {
  const values = new Map<string, string>();
  const set = async (name: string, value: string | null) => {
    if (value === null) values.delete(name);
    else values.set(name, value);
  };
  const plugin = definePlugin({
    id: 'test.secrets',
    register: () => [secrets.provide(() => ({ get: async (name) => values.get(name), ...(readOnly ? {} : { set }) }))],
  });
  return { values, plugin };
}

test('login with a key, and logout: both are announced to every client', async () => {
  const { values, plugin } = kept();
  await using host = await appServer({ plugins: [plugin], config: openai });
  const [client, other] = [await host.ready(), await host.ready()];
  expect(await client.request('account/read', {})).toEqual({ account: null, requiresOpenaiAuth: true });
  const limits = await client.refused('account/rateLimits/read');
  expect(limits.message).toBe('codex account authentication required to read rate limits');

  expect(await client.request('account/login/start', { type: 'apiKey', apiKey: ' sk-1\n' })).toEqual({
    type: 'apiKey',
  });
  expect(values.get('OPENAI_API_KEY')).toBe('sk-1');
  const done = await other.until(({ method }) => method === 'account/login/completed');
  expect(done.params).toEqual({ loginId: null, success: true, error: null });
  const updated = await other.until(({ method }) => method === 'account/updated');
  expect(updated.params).toEqual({ authMode: 'apikey', planType: null });
  expect(await client.request('account/read', {})).toEqual({ account: { type: 'apiKey' }, requiresOpenaiAuth: true });
  expect((await client.refused('account/rateLimits/read')).message).toBe(
    'chatgpt authentication required to read rate limits',
  );

  expect(await client.request('account/logout', undefined as never)).toEqual({});
  const gone = await other.until(
    ({ method, params }) => method === 'account/updated' && (params as { authMode: unknown }).authMode === null,
  );
  expect(gone.params).toEqual({ authMode: null, planType: null });
  expect(values.size).toBe(0);
});

test('a provider of another key needs none of OpenAI', async () => {
  await using host = await appServer({ plugins: [kept().plugin] });
  const client = await host.ready();
  expect(await client.request('account/read', {})).toEqual({ account: null, requiresOpenaiAuth: false });
});

test.each([
  [{ type: 'chatgpt' }, /there are no ChatGPT accounts/],
  [{ type: 'chatgptDeviceCode' }, /there are no ChatGPT accounts/],
  [{ type: 'chatgptAuthTokens', accessToken: 't', chatgptAccountId: 'a' }, /there are no ChatGPT accounts/],
  [{ type: 'apiKey', apiKey: ' ' }, /must not be empty/],
  [{ type: 'apiKey', apiKey: 'sk\r\nx: y' }, /no API key has/],
])('refuses %j', async (params, message) => {
  const { values, plugin } = kept();
  await using host = await appServer({ plugins: [plugin] });
  const client = await host.ready();
  const error = await client.refused('account/login/start', params);
  expect(error).toMatchObject({ code: -32600, message: expect.stringMatching(message) });
  expect(values.size).toBe(0);
});

test('what the configuration forbids, and where nothing can be kept', async () => {
  const login = { type: 'apiKey', apiKey: 'sk' };
  const refusedBy = async (config: object, readOnly = false) => {
    await using host = await appServer({ plugins: [kept(readOnly).plugin], config: config as ConfigToml });
    return (await (await host.ready()).refused('account/login/start', login)).message;
  };
  expect(await refusedBy({ forced_login_method: 'chatgpt' })).toBe(
    'API key login is disabled. Use ChatGPT login instead.',
  );
  expect(await refusedBy({ cli_auth_credentials_store: 'keyring' })).toContain('"keyring" is unsupported');
  expect(await refusedBy({}, true)).toContain('keeps no secrets');
});

test('no login is ever under way', async () => {
  await using host = await appServer();
  const client = await host.ready();
  const id = '0198a4c2-0000-7000-8000-000000000000';
  expect(await client.request('account/login/cancel', { loginId: id })).toEqual({ status: 'notFound' });
});

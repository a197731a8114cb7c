import { expect, test } from 'vitest';
import { ProviderSettings } from './config.ts';
import { resolveEndpoint } from './endpoint.ts';

const KEYS: Readonly<Record<string, string>> = {
  MOCK_KEY: 'sk-0123456789\n',
  TENANT: 'tenant-secret-77',
  EMPTY: '',
  OPENAI_API_KEY: 'sk-openai-4711',
};
const secrets = { get: async (name: string) => KEYS[name] };
const client = { originator: 'tenon', version: '1.2.3' };

const resolve = (settings: object) =>
  resolveEndpoint('mock', ProviderSettings.parse({ name: 'Mock', ...settings }), client, secrets);

test('URL: slashes, query, and what messages may show', async () => {
  const endpoint = await resolve({
    base_url: 'http://user:pass@127.0.0.1:1/v1/',
    query_params: { 'api-version': '2025', key: 'hidden&secret' },
  });
  expect(endpoint.url).toBe('http://user:pass@127.0.0.1:1/v1/responses?api-version=2025&key=hidden%26secret');
  expect(endpoint.shownUrl).toBe('http://127.0.0.1:1/v1/responses');
  expect((await resolve({})).url).toBe('https://api.openai.com/v1/responses');
});

test('headers: the key, fixed ones, and those from secrets', async () => {
  const { headers } = await resolve({
    env_key: 'MOCK_KEY',
    http_headers: { 'X-Team': 'blue', Originator: 'mine' },
    env_http_headers: { 'X-Tenant': 'TENANT', 'X-None': 'NOT_SET', 'X-Empty': 'EMPTY' },
  });
  expect(headers).toEqual({
    originator: 'mine',
    'user-agent': `tenon/1.2.3 (${process.platform}; ${process.arch})`,
    'x-team': 'blue',
    'x-tenant': 'tenant-secret-77',
    authorization: 'Bearer sk-0123456789',
    accept: 'text/event-stream',
    'content-type': 'application/json',
  });
});

test('the key may be in the configuration, be OpenAI’s, or not be needed', async () => {
  expect((await resolve({ experimental_bearer_token: 'abc' })).headers.authorization).toBe('Bearer abc');
  expect((await resolve({ requires_openai_auth: true })).headers.authorization).toBe('Bearer sk-openai-4711');
  expect((await resolve({})).headers).not.toHaveProperty('authorization');
});

test('a missing or empty key is an error that says how to get one', async () => {
  for (const env_key of ['NOT_SET', 'EMPTY']) {
    await expect(resolve({ env_key, env_key_instructions: 'Ask Eve.' })).rejects.toMatchObject({
      code: 'model_key_missing',
      codexErrorInfo: 'unauthorized',
      message: `Missing environment variable: \`${env_key}\`. Ask Eve.`,
    });
  }
});

test('ways to get a key that are not there yet are told, not ignored', async () => {
  await expect(resolve({ auth: { command: 'get-key' } })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('model_providers.mock.auth'),
  });
});

test('secrets are blotted out of texts', async () => {
  const { redact } = await resolve({ env_key: 'MOCK_KEY', env_http_headers: { 'X-Tenant': 'TENANT' } });
  expect(redact('bad key sk-0123456789 of tenant-secret-77')).toBe('bad key *** of ***');
});

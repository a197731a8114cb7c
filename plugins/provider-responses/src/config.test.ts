import { expect, test } from 'vitest';
import { ResponsesConfig } from './config.ts';

const issues = (value: unknown) => {
  const result = ResponsesConfig.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test('fills in defaults, and leaves unknown keys alone', () => {
  const parsed = ResponsesConfig.parse({
    providers: { mock: { name: 'Mock', base_url: 'http://127.0.0.1:1/v1', websocket_connect_timeout_ms: 9 } },
  });
  expect(parsed.originator).toBe('tenon');
  expect(parsed.providers.mock).toEqual({
    name: 'Mock',
    base_url: 'http://127.0.0.1:1/v1',
    request_max_retries: 4,
    stream_max_retries: 5,
    stream_idle_timeout_ms: 300_000,
    websocket_connect_timeout_ms: 9,
  });
  expect(ResponsesConfig.parse({}).providers).toEqual({});
});

test('a built-in id is refused, with the way out', () => {
  expect(issues({ providers: { openai: { name: 'Mine' } } })).toEqual([
    'providers: model_providers contains reserved built-in provider IDs: `openai`. Give yours another id, such as `openai-custom`.',
  ]);
});

test.each([
  ['an empty name', { name: '' }, 'providers.x.name: must not be empty'],
  ['another wire', { name: 'X', wire_api: 'chat' }, 'only "responses" is supported'],
  ['a URL that is none', { name: 'X', base_url: 'localhost:1' }, 'must be an http:// or https:// URL'],
  ['a negative count', { name: 'X', request_max_retries: -1 }, 'providers.x.request_max_retries'],
])('%s is refused', (_, provider, message) => {
  expect(issues({ providers: { x: provider } }).join('\n')).toContain(message);
});

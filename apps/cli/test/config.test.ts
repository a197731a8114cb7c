import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { world } from './program.ts';

test('what is written to config.toml over the wire is used by the next thread, plugins and all', async () => {
  await using w = await world({ fallback: () => reply.text('hello') });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const before = await client.thread();
  await client.turn(before, 'one');

  // A provider that was not there when the host was opened, with a key that is not there yet.
  const { baseUrl } = w.model;
  const written = await client.request('config/batchWrite', {
    edits: [
      { keyPath: 'model', value: 'gpt-5.2-other', mergeStrategy: 'replace' },
      { keyPath: 'model_provider', value: 'second', mergeStrategy: 'replace' },
      {
        keyPath: 'model_providers.second',
        value: { name: 'Second', base_url: baseUrl, requires_openai_auth: true },
        mergeStrategy: 'replace',
      },
    ],
  });
  expect(written.status).toBe('ok');
  expect(await client.request('account/read', {})).toEqual({ account: null, requiresOpenaiAuth: true });
  await client.request('account/login/start', { type: 'apiKey', apiKey: 'sk-stored-key' });
  const auth = join(w.home, 'auth.json');
  expect(JSON.parse(readFileSync(auth, 'utf8'))).toEqual({ OPENAI_API_KEY: 'sk-stored-key' });
  expect(statSync(auth).mode & 0o777).toBe(0o600);

  const after = await client.thread();
  const turn = await client.turn(after, 'two');
  expect(turn.status).toBe('completed');
  const last = w.model.requests.at(-1);
  expect(last?.body.model).toBe('gpt-5.2-other');
  expect(last?.headers.authorization).toBe('Bearer sk-stored-key');

  // The thread of before goes on as it was.
  await client.turn(before, 'three');
  expect(w.model.requests.at(-1)?.body.model).toBe('gpt-5.2-codex');
  expect(await client.close()).toBe(0);
});

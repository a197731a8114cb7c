import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { machineServer } from './machine.ts';

test('feedback is kept in the home, for the user alone', async () => {
  await using server = await machineServer();
  const client = await server.ready();
  const threadId = '019a0000-0000-7000-8000-000000000001';
  const params = {
    classification: 'bug',
    reason: 'it "broke"',
    threadId,
    includeLogs: true,
    extraLogFiles: ['/x.log'],
    tags: { a: 'b' },
  };
  expect(await client.request('feedback/upload', params)).toEqual({ threadId });
  const folder = `${server.path}/.home/feedback`;
  const [name = ''] = readdirSync(folder);
  expect(statSync(`${folder}/${name}`).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))).toMatchObject({
    classification: 'bug',
    reason: 'it "broke"',
    threadId,
    tags: { a: 'b' },
    logFiles: ['/x.log'],
  });
  const none = await client.request('feedback/upload', { classification: 'good', includeLogs: false });
  expect(none.threadId).toMatch(/^no-active-thread-/);
  expect((await client.refused('feedback/upload', { ...params, threadId: '../x' })).data).toMatchObject({
    code: 'thread_id_invalid',
  });
});

test('it may be switched off', async () => {
  await using server = await machineServer({}, { config: { feedback: { enabled: false } } });
  const client = await server.ready();
  expect((await client.refused('feedback/upload', { classification: 'bug', includeLogs: false })).data).toMatchObject({
    code: 'feedback_disabled',
  });
});

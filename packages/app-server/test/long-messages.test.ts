import { expect, test } from 'vitest';
import { acceptChannel } from '../src/index.ts';
import { appServer } from './server.ts';

const mib = 1024 * 1024;

test('a message of more than 16 MiB, and others right behind it, are no sign of a client that does not read', async () => {
  await using host = await appServer();
  const closed: string[] = [];
  let buffered = 0;
  const answers = new Map<unknown, () => void>();
  const receiver = acceptChannel(host.server, {
    send: (text) => {
      buffered += text.length;
      answers.get(JSON.parse(text).id)?.();
    },
    close: (reason) => closed.push(reason),
    get buffered() {
      return buffered;
    },
  });
  const ask = (id: string, method = 'thread/loaded/list', params: object = {}) =>
    new Promise<void>((answered) => {
      answers.set(id, answered);
      receiver.receive(JSON.stringify({ id, method, params }));
    });
  await ask('hello', 'initialize', { clientInfo: { name: 'n', version: '1' } });
  await ask(`long ${'x'.repeat(20 * mib)}`);
  for (let n = 0; n < 8; n += 1) await ask(`${n} ${'x'.repeat(2 * mib)}`);
  expect(closed).toEqual([]);
  // Now 16 MiB lie beside the long one.
  receiver.receive('{"id":"last","method":"thread/loaded/list","params":{}}');
  await expect.poll(() => closed[0]).toBe('too slow');
  expect(host.errors).toMatchObject([{ code: 'client_stalled' }]);
});

test('an error repeats only the beginning of what was asked', async () => {
  await using host = await appServer();
  const client = await host.ready();
  const long = 'x'.repeat(2 * mib);
  for (const [method, params] of [
    [long, {}],
    ['thread/read', { threadId: long }],
    ['thread/list', { cursor: long }],
    ['thread/list', { limit: long }],
  ] as const) {
    const { message } = await client.refused(method, params);
    expect(message.length).toBeLessThanOrEqual(8192);
  }
});

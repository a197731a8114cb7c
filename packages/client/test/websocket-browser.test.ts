import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { browserSocket } from '../src/websocket-browser.ts';

let server: WebSocketServer;
let url: string;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

const unaborted = new AbortController().signal;
const accepted = () => new Promise<WebSocket>((resolve) => server.once('connection', resolve));

test('messages go both ways; what is no message is a problem, and the connection goes on', async () => {
  const [channel, far] = await Promise.all([browserSocket(url, unaborted), accepted()]);
  const heard: unknown[] = [];
  const problems: Error[] = [];
  const done = Promise.withResolvers<void>();
  channel.onProblem?.((problem) => problems.push(problem));
  channel.onMessage((message) => {
    heard.push(message);
    done.resolve();
  });
  const sent = new Promise((resolve) => far.once('message', (data) => resolve(String(data))));
  channel.send({ method: 'initialized' });
  expect(await sent).toBe('{"method":"initialized"}');
  far.send(Buffer.from('{}'));
  far.send('this is not JSON');
  far.send('{"id":1,"result":{}}');
  await done.promise;
  expect(heard).toEqual([{ id: 1, result: {} }]);
  expect(problems).toMatchObject([{ code: 'malformed_message' }, { code: 'malformed_message' }]);
});

test('the end is told with its code and reason, and later messages go nowhere', async () => {
  const [channel, far] = await Promise.all([browserSocket(url, unaborted), accepted()]);
  const ended = new Promise<Error | undefined>((resolve) => channel.onClose?.(resolve));
  far.close(4001, 'too slow');
  expect(await ended).toMatchObject({ message: 'closed with code 4001 (too slow)' });
  expect(channel.send({})).toBeUndefined();
});

test('no server, a refusal, and a signal that is aborted end the attempt', async () => {
  await expect(browserSocket('ws://127.0.0.1:1', unaborted)).rejects.toMatchObject({ code: 'handshake_failed' });
  server.options.verifyClient = () => false;
  await expect(browserSocket(url, unaborted)).rejects.toMatchObject({
    code: 'handshake_failed',
    message: expect.stringContaining(url),
  });
  await expect(browserSocket(url, AbortSignal.abort(new Error('never mind')))).rejects.toThrow('never mind');
  const controller = new AbortController();
  const opening = browserSocket(url, controller.signal);
  controller.abort(new Error('enough'));
  await expect(opening).rejects.toThrow('enough');
});

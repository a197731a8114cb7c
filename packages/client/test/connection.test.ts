import { afterEach, expect, test } from 'vitest';
import { ClientError, connect, RpcError } from '../src/index.ts';
import { MemoryServer } from './memory-server.ts';

const open = new Set<AsyncDisposable>();
afterEach(async () => {
  for (const each of open) await each[Symbol.asyncDispose]();
  open.clear();
});

async function connected() {
  const server = new MemoryServer();
  const problems: Error[] = [];
  const client = await connect({ transport: server.channel(), onProblem: (problem) => problems.push(problem) });
  open.add(client);
  return { server, client, problems };
}

test('shakes hands, and says that it did', async () => {
  const { server, client } = await connected();
  await server.waitFor('initialized');
  expect(server.heard.map(({ method }) => method)).toEqual(['initialize', 'initialized']);
  expect(client.server.userAgent).toBe('memory');
});

test('a refused handshake rejects with the server`s error as its cause', async () => {
  const server = new MemoryServer();
  server.answers.initialize = () => {
    throw new Error('go away');
  };
  const error = await connect({ transport: server.channel() }).catch((each) => each);
  expect(error).toMatchObject({ code: 'handshake_failed', cause: { code: -32600, message: 'go away' } });
  expect(error[Symbol.for('tenon.error')]).toBe(true);
});

test('answers find their requests in any order, and errors have code and data', async () => {
  const { server, client } = await connected();
  const list = client.request('thread/list');
  const models = client.request('model/list');
  const read = client.request('thread/read', { threadId: 'x' });
  const ids = (await Promise.all(['thread/list', 'model/list', 'thread/read'].map((each) => server.waitFor(each)))).map(
    ({ id }) => id,
  );
  server.say({ error: { code: -32602, message: 'no such thread', data: { code: 'thread_not_found' } }, id: ids[2] });
  server.say({ id: ids[1], result: { data: ['m'] } });
  server.say({ jsonrpc: '2.0', id: ids[0], result: { data: ['t'] } });
  await expect(models).resolves.toEqual({ data: ['m'] });
  await expect(list).resolves.toEqual({ data: ['t'] });
  const error = await read.catch((each) => each);
  expect(error).toBeInstanceOf(RpcError);
  expect(error).toMatchObject({ code: -32602, data: { code: 'thread_not_found' }, method: 'thread/read' });
});

test('a request of the server with the id of one of ours is another request', async () => {
  const { server, client } = await connected();
  client.onRequest('item/commandExecution/requestApproval', ({ command }) => {
    expect(command).toBe('ls');
    return { decision: 'accept' };
  });
  const list = client.request('thread/list');
  const { id } = await server.waitFor('thread/list');
  server.say({ id, method: 'item/commandExecution/requestApproval', params: { command: 'ls' } });
  expect(await server.wait((message) => message.id === id && message.result !== undefined)).toEqual({
    id,
    result: { decision: 'accept' },
  });
  server.say({ id, result: { data: [] } });
  await expect(list).resolves.toEqual({ data: [] });
});

test('every request of the server is answered: without a handler, by a handler that throws, of an unknown method', async () => {
  const { server, client, problems } = await connected();
  client.onRequest('item/fileChange/requestApproval', () => {
    throw new Error('the screen is gone');
  });
  server.say({ id: 0, method: 'item/commandExecution/requestApproval', params: {} });
  server.say({ id: 'a', method: 'item/fileChange/requestApproval', params: {} });
  server.say({ id: 2, method: 'future/request' });
  const answer = (id: unknown) => server.wait((message) => message.id === id && message.error !== undefined);
  expect((await answer(0)).error?.message).toContain('no handler for item/commandExecution/requestApproval');
  expect((await answer('a')).error).toEqual({ code: -32603, message: 'the screen is gone' });
  expect((await answer(2)).error?.message).toContain('future/request');
  expect(problems.map(({ message }) => message)).toEqual(['the screen is gone']);
});

test('a request that the server settled itself aborts its handler, and is not answered', async () => {
  const { server, client } = await connected();
  const asked = Promise.withResolvers<AbortSignal>();
  const done = Promise.withResolvers<void>();
  client.onRequest('item/commandExecution/requestApproval', async (_params, { signal, requestId }) => {
    expect(requestId).toBe(7);
    asked.resolve(signal);
    await done.promise;
    return { decision: 'accept' };
  });
  server.say({ id: 7, method: 'item/commandExecution/requestApproval', params: { threadId: 't' } });
  const signal = await asked.promise;
  server.notify('serverRequest/resolved', { threadId: 't', requestId: 7 });
  expect(signal.aborted).toBe(true);
  done.resolve();
  await new Promise(setImmediate);
  expect(server.heard.filter(({ id }) => id === 7)).toEqual([]);
});

test('one method has one handler, until it is ended', async () => {
  const { client } = await connected();
  const end = client.onRequest('item/fileChange/requestApproval', () => ({ decision: 'accept' }));
  const second = () => client.onRequest('item/fileChange/requestApproval', () => ({ decision: 'decline' }));
  expect(second).toThrow(expect.objectContaining({ code: 'handler_exists' }));
  end();
  second();
});

test.each([
  ['null', null],
  ['a number', 7],
  ['an array', [{ method: 'warning' }]],
  ['a method that is no text', { method: 7 }],
  ['an answer to no request', { id: 99, result: {} }],
  ['an answer without an id', { result: {} }],
  ['a request with an id of null', { id: null, method: 'item/tool/call' }],
])('%s is a problem, and the connection goes on', async (_name, message) => {
  const { server, client, problems } = await connected();
  server.say(message);
  expect(problems).toMatchObject([{ code: 'malformed_message' }]);
  server.answers['thread/list'] = () => ({ data: [] });
  await expect(client.request('thread/list')).resolves.toEqual({ data: [] });
});

test('an error answer of unknown shape rejects its request', async () => {
  const { server, client } = await connected();
  const list = client.request('thread/list');
  const { id } = await server.waitFor('thread/list');
  server.say({ id, error: 'no' });
  await expect(list).rejects.toMatchObject({ code: 'malformed_message' });
});

test('a wait may end by time or by signal; the late answer is no problem', async () => {
  const { server, client, problems } = await connected();
  const controller = new AbortController();
  const timed = client.request('thread/list', {}, { timeoutMs: 1 });
  await expect(timed).rejects.toMatchObject({ code: 'request_timed_out' });
  const aborted = client.request('model/list', {}, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  for (const method of ['thread/list', 'model/list']) server.say({ id: (await server.waitFor(method)).id, result: {} });
  expect(problems).toEqual([]);
});

test('closing rejects what is pending, and ends iterables', async () => {
  const { client } = await connected();
  const list = client.request('thread/list').catch((error) => error);
  const events = client.notifications();
  const next = events.next();
  await client.close();
  expect(await list).toBeInstanceOf(ClientError);
  expect(await list).toMatchObject({ code: 'connection_closed' });
  expect(await next).toEqual({ value: undefined, done: true });
  await expect(client.request('thread/list')).rejects.toMatchObject({ code: 'connection_closed' });
  expect(await client.closed).toBeUndefined();
  await client.close();
});

test('a lost connection rejects what is pending and ends iterables with the error', async () => {
  const { server, client } = await connected();
  const list = client.request('thread/list').catch((error) => error);
  const events = client.notifications();
  server.notify('warning', { message: 'before' });
  server.drop();
  expect(await list).toMatchObject({ code: 'connection_lost', message: expect.stringContaining('the wire was cut') });
  expect((await events.next()).value).toMatchObject({ params: { message: 'before' } });
  await expect(events.next()).rejects.toMatchObject({ code: 'connection_lost' });
  expect(await events.next()).toEqual({ value: undefined, done: true });
  expect(await client.closed).toMatchObject({ code: 'connection_lost' });
});

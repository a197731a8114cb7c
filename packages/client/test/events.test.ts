import { afterEach, expect, test } from 'vitest';
import { type Client, connect, TurnFailedError } from '../src/index.ts';
import { aThread, aTurn, MemoryServer } from './memory-server.ts';

let client: Client;
afterEach(() => client.close());

async function started() {
  const server = new MemoryServer();
  server.answers['thread/start'] = () => ({ thread: aThread('t') });
  client = await connect({ transport: server.channel() });
  return { server, thread: await client.startThread() };
}

const delta = (server: MemoryServer, text: string, turnId = 'u', threadId = 't') =>
  server.notify('item/agentMessage/delta', { threadId, turnId, itemId: 'm', delta: text });
const message = (text: string, phase: string | null = null, id = text) => ({ type: 'agentMessage', id, text, phase });

test('iterables keep what comes from when they are made; by method and by thread; unknown methods are let through', async () => {
  const { server } = await started();
  const deltas = client.notifications('item/agentMessage/delta', { threadId: 't' });
  const all = client.notifications();
  server.notify('future/thing', { anything: 1 });
  delta(server, 'a');
  delta(server, 'other', 'u', 'another');
  delta(server, 'b');
  const read = [(await deltas.next()).value?.params.delta, (await deltas.next()).value?.params.delta];
  expect(read).toEqual(['a', 'b']);
  const methods = [];
  for await (const { method } of all) if (methods.push(method) === 4) break;
  expect(methods[0]).toBe('future/thing');
  expect(await all.next()).toEqual({ value: undefined, done: true });
});

test('a reader that is too slow gets what is kept, then a clear error', async () => {
  const { server } = await started();
  const events = client.notifications(undefined, { limit: 2 });
  for (const text of ['a', 'b', 'c']) delta(server, text);
  const read: unknown[] = [];
  const error = await (async () => {
    for await (const event of events) read.push(event);
  })().catch((each) => each);
  expect(read).toHaveLength(2);
  expect(error).toMatchObject({ code: 'events_overflow', mend: expect.stringContaining('limit') });
});

test('a signal ends an iterable with its reason', async () => {
  await started();
  const controller = new AbortController();
  const next = client.notifications('warning', { signal: controller.signal }).next();
  controller.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});

test('a turn streams its own events to its end, those before the answer included', async () => {
  const { server, thread } = await started();
  const stream = thread.stream('hello');
  const { id, params } = await server.waitFor('turn/start');
  expect(params).toMatchObject({ threadId: 't', input: [{ type: 'text', text: 'hello' }] });
  server.notify('turn/started', { threadId: 't', turn: aTurn('u') });
  delta(server, 'not mine', 'other');
  server.say({ id, result: { turn: aTurn('u') } });
  delta(server, 'a');
  server.notify('turn/completed', { threadId: 't', turn: aTurn('u', 'completed') });
  delta(server, 'late');
  const methods = [];
  for await (const { method } of stream) methods.push(method);
  expect(methods).toEqual(['turn/started', 'item/agentMessage/delta', 'turn/completed']);
});

test('a run resolves with items, the final text and the usage', async () => {
  const { server, thread } = await started();
  server.answers['turn/start'] = () => ({ turn: aTurn('u') });
  const run = thread.run([{ type: 'text', text: 'hello', text_elements: [] }], { model: 'm' });
  expect((await server.waitFor('turn/start')).params).toMatchObject({ model: 'm' });
  const item = (method: string, each: object) => server.notify(method, { threadId: 't', turnId: 'u', item: each });
  item('item/started', message('', null, 'one'));
  item('item/completed', message('I look.', 'commentary', 'one'));
  item('item/completed', message('Done.', 'final_answer'));
  server.notify('thread/tokenUsage/updated', { threadId: 't', turnId: 'u', tokenUsage: { total: 1 } });
  server.notify('turn/completed', { threadId: 't', turn: aTurn('u', 'completed') });
  const { items, text, usage, turn } = await run;
  expect(items).toHaveLength(2);
  expect({ text, usage, status: turn.status }).toEqual({ text: 'Done.', usage: { total: 1 }, status: 'completed' });
});

test('a failed turn rejects with the turn and what it did', async () => {
  const { server, thread } = await started();
  server.answers['turn/start'] = () => ({ turn: aTurn('u') });
  const run = thread.run('hello').catch((error) => error);
  await server.waitFor('turn/start');
  const turn = { ...aTurn('u', 'failed'), error: { message: 'no model' } };
  server.notify('turn/completed', { threadId: 't', turn });
  expect(await run).toBeInstanceOf(TurnFailedError);
  expect(await run).toMatchObject({ code: 'turn_failed', message: 'no model', turn: { id: 'u' } });
});

test('a refused turn rejects the run and ends the stream with the error', async () => {
  const { server, thread } = await started();
  server.answers['turn/start'] = () => {
    throw new Error('busy');
  };
  await expect(thread.run('a')).rejects.toThrow('busy');
  await expect(thread.stream('b').next()).rejects.toThrow('busy');
});

test('aborting interrupts the turn, also one that is only just being started', async () => {
  const { server, thread } = await started();
  server.answers['turn/interrupt'] = () => ({});
  const controller = new AbortController();
  const run = thread.run('hello', { signal: controller.signal });
  const { id } = await server.waitFor('turn/start');
  controller.abort(new Error('enough'));
  await expect(run).rejects.toThrow('enough');
  server.say({ id, result: { turn: aTurn('u') } });
  expect((await server.waitFor('turn/interrupt')).params).toEqual({ threadId: 't', turnId: 'u' });
});

test('an interrupt that fails after an abort is told to onProblem; a turn that is over is no problem', async () => {
  const server = new MemoryServer();
  server.answers['thread/start'] = () => ({ thread: aThread('t') });
  const problems: Error[] = [];
  client = await connect({ transport: server.channel(), onProblem: (problem) => problems.push(problem) });
  const thread = await client.startThread();
  const aborted = async (turnId: string, refusal: string) => {
    server.answers['turn/start'] = () => ({ turn: aTurn(turnId) });
    const refused = Promise.withResolvers<void>();
    server.answers['turn/interrupt'] = () => {
      refused.resolve();
      throw new Error(refusal);
    };
    const controller = new AbortController();
    const run = thread.run('hello', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
    await refused.promise;
  };
  await aborted('u1', 'no active turn to interrupt');
  await aborted('u2', 'busy');
  await expect.poll(() => problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({
    code: 'interrupt_failed',
    message: 'turn u2 could not be interrupted, and may still run: busy',
    mend: expect.stringContaining('interrupt'),
    cause: { name: 'RpcError' },
  });
});

test('a run that is given up while it starts, on a connection that breaks, is told to onProblem', async () => {
  const server = new MemoryServer();
  server.answers['thread/start'] = () => ({ thread: aThread('t') });
  const problems: Error[] = [];
  client = await connect({ transport: server.channel(), onProblem: (problem) => problems.push(problem) });
  const thread = await client.startThread();
  const controller = new AbortController();
  const run = thread.run('hello', { signal: controller.signal });
  await server.waitFor('turn/start');
  controller.abort(new Error('enough'));
  await expect(run).rejects.toThrow('enough');
  server.drop();
  await expect.poll(() => problems).toMatchObject([{ code: 'interrupt_failed', cause: { code: 'connection_lost' } }]);
});

test('steer and interrupt name the running turn, and say when there is none', async () => {
  const { server, thread } = await started();
  await expect(thread.steer('x')).rejects.toMatchObject({ code: 'no_active_turn' });
  server.answers['turn/steer'] = () => ({ turnId: 'u' });
  server.answers['turn/interrupt'] = () => ({});
  server.notify('turn/started', { threadId: 't', turn: aTurn('u') });
  expect(await thread.steer('more')).toBe('u');
  expect((await server.waitFor('turn/steer')).params).toMatchObject({ expectedTurnId: 'u', threadId: 't' });
  await thread.interrupt();
  server.notify('turn/completed', { threadId: 't', turn: aTurn('u', 'interrupted') });
  await expect(thread.interrupt()).rejects.toMatchObject({ code: 'no_active_turn' });
});

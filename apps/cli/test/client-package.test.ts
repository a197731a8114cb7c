// @tenon/client against the real binary.
import { type ClientEvent, connect } from '@tenon/client';
import { spawnServer } from '@tenon/client/spawn';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { collect, deltas, free, markOf, spawned } from './connections.ts';
import { processesWith, world } from './program.ts';

test('a spawned server: stream, run, steer an approval, and nothing left at the end', async () => {
  await using w = await world({
    replies: [
      reply.text('one two three', { deltas: 3 }),
      reply.call('exec_command', { cmd: 'mkdir made && echo made' }),
      reply.text('done'),
    ],
  });
  const client = await connect({ transport: spawned(w) });
  const thread = await client.startThread({ sandbox: 'danger-full-access', approvalPolicy: 'untrusted' });
  const streamed: ClientEvent[] = [];
  for await (const event of thread.stream('count')) streamed.push(event);
  expect(deltas(streamed).join('')).toBe('one two three');
  expect(streamed.at(-1)?.method).toBe('turn/completed');

  const asked: unknown[] = [];
  client.onRequest('item/commandExecution/requestApproval', ({ command }) => {
    asked.push(command);
    return { decision: 'accept' };
  });
  const { text, items, usage } = await thread.run('make it');
  expect(asked).toEqual([expect.stringContaining('mkdir made')]);
  expect(text).toBe('done');
  expect(items.map(({ type }) => type)).toEqual(['userMessage', 'commandExecution', 'agentMessage']);
  expect(items[1]).toMatchObject({ status: 'completed', exitCode: 0 });
  expect(usage?.total.totalTokens).toBeGreaterThan(0);
  await client.close();
  expect(processesWith(markOf(w))).toEqual([]);
});

test('without a handler what must be asked is declined, and the turn goes on', async () => {
  await using w = await world({
    replies: [reply.call('exec_command', { cmd: 'mkdir made' }), reply.text('I may not.')],
  });
  await using client = await connect({ transport: spawned(w) });
  const thread = await client.startThread({ sandbox: 'danger-full-access', approvalPolicy: 'untrusted' });
  const { text, items } = await thread.run('make it');
  expect(text).toBe('I may not.');
  expect(items.find(({ type }) => type === 'commandExecution')).toMatchObject({ status: 'declined' });
});

test('aborting the signal interrupts the turn; the thread goes on', async () => {
  await using w = await world({
    replies: [reply.call('exec_command', { cmd: 'sleep 600', yield_time_ms: 30_000 }), reply.text('awake')],
  });
  await using client = await connect({ transport: spawned(w) });
  const thread = await client.startThread(free);
  const running = client.notifications('item/started');
  const ended = client.notifications('turn/completed');
  const controller = new AbortController();
  const run = thread.run('sleep', { signal: controller.signal });
  for await (const { params } of running) if (params.item.type === 'commandExecution') break;
  controller.abort(new Error('enough'));
  await expect(run).rejects.toThrow('enough');
  expect((await ended.next()).value?.params.turn.status).toBe('interrupted');
  expect((await thread.run('wake up')).text).toBe('awake');
});

test('a server that cannot start, and one that is killed, are told apart', async () => {
  await using w = await world({ fallback: () => reply.fault.silence() });
  await expect(connect({ transport: spawnServer({ command: '/no/such/tenon' }) })).rejects.toMatchObject({
    code: 'server_not_started',
  });
  await expect(connect({ transport: spawned(w, '--no-such-option') })).rejects.toMatchObject({
    code: 'server_exited',
    message: expect.stringContaining('no-such-option'),
  });
  await using client = await connect({ transport: spawned(w) });
  const thread = await client.startThread(free);
  const stream = thread.stream('hello');
  await stream.next();
  for (const pid of processesWith(markOf(w))) process.kill(Number(pid), 'SIGKILL');
  await expect(collect(stream)).rejects.toMatchObject({ code: 'server_exited' });
  expect(await client.closed).toMatchObject({ message: expect.stringContaining('SIGKILL') });
});

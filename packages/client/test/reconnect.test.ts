import { afterEach, expect, test } from 'vitest';
import { type Client, type ClientEvent, connect } from '../src/index.ts';
import { aThread, aTurn, MemoryServer, type Wire } from './memory-server.ts';

let client: Client;
afterEach(() => client.close());

async function started(options: { attempts?: number } = {}) {
  const server = new MemoryServer();
  server.answers['thread/start'] = () => ({ thread: aThread('t'), cursor: 'e1:0' });
  client = await connect({ transport: server.transport, reconnect: { minDelayMs: 1, maxDelayMs: 1, ...options } });
  return { server, thread: await client.startThread() };
}

const delta = (server: MemoryServer, seq: number, turnId = 'u') =>
  server.notify('item/agentMessage/delta', { threadId: 't', turnId, itemId: 'm', delta: String(seq) }, seq);
const seqs = (events: ClientEvent[]) => events.map(({ seq }) => seq);
const read = async (events: AsyncIterator<ClientEvent>, count: number) => {
  const all: ClientEvent[] = [];
  while (all.length < count) all.push((await events.next()).value);
  return all;
};
const resumeOf = (server: MemoryServer) => server.waitFor('thread/resume') as Promise<Wire>;

test('asks for numbered events', async () => {
  const { server, thread } = await started();
  expect(server.heard[0]?.params).toMatchObject({ capabilities: { experimentalApi: true, eventSequence: true } });
  delta(server, 3);
  expect(thread.cursor).toBe('e1:3');
});

test('a channel that is open already cannot reconnect, and says so', async () => {
  const { server } = await started();
  await expect(connect({ transport: server.channel(), reconnect: true })).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('after a lost connection iterables go on without repeat or gap, wherever the replay stands', async () => {
  const { server } = await started();
  const events = client.notifications(undefined, { threadId: 't' });
  for (const seq of [1, 2]) delta(server, seq);
  server.drop();
  const { id, params } = await resumeOf(server);
  expect(params).toEqual({ threadId: 't', cursor: 'e1:2' });
  for (const seq of [2, 3]) delta(server, seq); // before the answer; one that we have
  server.say({ id, result: { thread: aThread('t'), cursor: 'e1:5', replay: { complete: true } } });
  for (const seq of [4, 5, 6]) delta(server, seq);
  expect(seqs(await read(events, 6))).toEqual([1, 2, 3, 4, 5, 6]);
});

test('an incomplete replay is an event, with the thread as it is now; other iterables end with an error', async () => {
  const { server, thread } = await started();
  const all = thread.events();
  const deltas = client.notifications('item/agentMessage/delta');
  delta(server, 4);
  server.drop();
  const { id } = await resumeOf(server);
  server.say({ id, result: { thread: aThread('t', [aTurn('u')]), cursor: 'e2:1', replay: { complete: false } } });
  delta(server, 2);
  const [, lost, after] = await read(all, 3);
  expect(lost).toMatchObject({
    method: 'client/eventsLost',
    params: { threadId: 't', thread: { turns: [{ id: 'u' }] } },
  });
  expect(after?.seq).toBe(2);
  expect(thread.cursor).toBe('e2:2');
  expect(thread.activeTurn).toBe('u');
  await deltas.next();
  await expect(deltas.next()).rejects.toMatchObject({ code: 'events_lost' });
});

test('a server that does not count: every reconnect may have lost events', async () => {
  const { server, thread } = await started();
  server.answers['thread/start'] = () => ({ thread: aThread('s') });
  await client.startThread();
  await client.request('thread/unsubscribe', { threadId: 't' }, { timeoutMs: 1 }).catch(() => undefined);
  server.answers['thread/resume'] = ({ threadId }) => ({ thread: aThread(String(threadId)) });
  const lost = client.notifications('client/eventsLost', { threadId: 's' });
  server.drop();
  expect((await lost.next()).value?.params.threadId).toBe('s');
  expect(thread.cursor).toBeUndefined();
});

test('a turn that ended meanwhile ends its run, with the items the server knows', async () => {
  const { server, thread } = await started();
  server.answers['turn/start'] = () => ({ turn: aTurn('u') });
  const run = thread.run('hello');
  await server.waitFor('turn/start');
  await new Promise(setImmediate);
  const done = aTurn('u', 'completed', [{ type: 'agentMessage', id: 'm', text: 'Done.', phase: null }]);
  server.answers['thread/resume'] = () => ({
    thread: aThread('t', [done]),
    cursor: 'e2:9',
    replay: { complete: false },
  });
  server.drop();
  expect(await run).toMatchObject({ text: 'Done.', turn: { status: 'completed' } });
});

test('a thread that cannot be resumed ends its turn with an error, and nothing else', async () => {
  const { server, thread } = await started();
  server.answers['turn/start'] = () => ({ turn: aTurn('u') });
  const run = thread.run('hello').catch((error) => error);
  await server.waitFor('turn/start');
  await new Promise(setImmediate);
  server.answers['thread/resume'] = () => {
    throw new Error('no rollout found');
  };
  server.answers['thread/list'] = () => ({ data: [] });
  server.drop();
  expect(await run).toMatchObject({ code: 'events_lost', cause: { message: 'no rollout found' } });
  expect(await client.request('thread/list')).toEqual({ data: [] });
});

test('requests made while there is no connection wait for the next, or for their signal', async () => {
  const { server } = await started();
  server.answers['thread/resume'] = () => ({ thread: aThread('t'), cursor: 'e1:0', replay: { complete: true } });
  server.answers['thread/list'] = () => ({ data: [] });
  server.refuse = new Error('not yet');
  server.drop();
  const list = client.request('thread/list');
  await expect(client.request('thread/list', {}, { timeoutMs: 5 })).rejects.toMatchObject({
    code: 'request_timed_out',
  });
  await expect(client.request('thread/list', {}, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  server.refuse = undefined;
  await expect(list).resolves.toEqual({ data: [] });
});

test('the end of all attempts is the end of the client; closing ends them at once', async () => {
  const { server } = await started({ attempts: 2 });
  const events = client.notifications();
  server.refuse = new Error('gone');
  server.drop();
  await expect(events.next()).rejects.toMatchObject({ code: 'reconnect_failed' });
  expect(await client.closed).toMatchObject({ code: 'reconnect_failed', cause: { message: 'gone' } });

  const other = new MemoryServer();
  client = await connect({ transport: other.transport, reconnect: { minDelayMs: 60_000, maxDelayMs: 60_000 } });
  other.drop();
  const list = client.request('thread/list').catch((error) => error);
  await client.close();
  expect(await list).toMatchObject({ code: 'connection_closed' });
});

test('a connection lost while threads are resumed is tried again, from where the reader is', async () => {
  const { server } = await started();
  const events = client.notifications(undefined, { threadId: 't' });
  delta(server, 1);
  server.drop();
  const first = await resumeOf(server);
  delta(server, 2); // held, and lost with the connection
  server.drop();
  const second = await server.wait((message) => message.method === 'thread/resume' && message !== first);
  expect(second.params).toEqual({ threadId: 't', cursor: 'e1:1' });
  delta(server, 2);
  server.say({ id: second.id, result: { thread: aThread('t'), cursor: 'e1:2', replay: { complete: true } } });
  expect(seqs(await read(events, 2))).toEqual([1, 2]);
});

import { definePlugin } from '@tenon/plugin-api';
import { promptFragments } from '@tenon/plugin-api/prompt';
import type { Channel } from '@tenon/plugin-api/transport';
import { expect, test } from 'vitest';
import { type AppServer, acceptChannel } from '../src/index.ts';
import { expectWellFormed, type Message } from './schemas.ts';
import { appServer, never } from './server.ts';

/** A client behind a channel; one that does not read leaves all that it is sent lying there. */
function channelOf(server: AppServer, { reads = true } = {}) {
  const texts: string[] = [];
  const messages: Message[] = [];
  const closed: string[] = [];
  const arrivals: (() => void)[] = [];
  let buffered = 0;
  const channel: Channel = {
    send: (text) => {
      texts.push(text);
      messages.push(JSON.parse(text) as Message);
      if (!reads) buffered += text.length;
      for (const arrive of arrivals.splice(0)) arrive();
    },
    close: (reason) => closed.push(reason),
    get buffered() {
      return buffered;
    },
  };
  const receiver = acceptChannel(server, channel);
  return {
    texts,
    messages,
    closed,
    receiver,
    send: (...all: object[]) => {
      for (const one of all) receiver.receive(Buffer.from(JSON.stringify(one)));
    },
    async until(test: (message: Message) => boolean): Promise<Message> {
      for (let from = 0; ; ) {
        const found = messages.slice(from).find(test);
        if (found) return found;
        from = messages.length;
        await new Promise<void>((resolve) => {
          arrivals.push(resolve);
        });
      }
    },
  };
}

const initialize = { id: 1, method: 'initialize', params: { clientInfo: { name: 'prübe', version: '1' } } };
const start = { id: 2, method: 'thread/start', params: {} };
const answered = (id: number) => (message: Message) => message.id === id && message.method === undefined;
const ids = (messages: readonly Message[]) =>
  messages.flatMap(({ id, method }) => (method === undefined ? [Number(id)] : [])).toSorted();
const turn = (threadId: string, text: string) => ({
  id: 3,
  method: 'turn/start',
  params: { threadId, input: [{ type: 'text', text }] },
});
async function started(client: ReturnType<typeof channelOf>): Promise<string> {
  client.send(initialize, { method: 'initialized' }, start);
  const { result } = await client.until(answered(2));
  return (result as { thread: { id: string } }).thread.id;
}

test('one JSON object on one line for each message, in the dialect', async () => {
  await using host = await appServer();
  const client = channelOf(host.server);
  const threadId = await started(client);
  client.send(turn(threadId, 'grüße\u2028'));
  await client.until(({ method }) => method === 'turn/completed');
  const methods: Record<number, string> = { 1: 'initialize', 2: 'thread/start', 3: 'turn/start' };
  for (const message of client.messages) expectWellFormed(message, methods[Number(message.id)]);
  expect(ids(client.messages)).toEqual([1, 2, 3]);
  expect(client.texts.join('')).not.toMatch(/[\n\r\u2028\u2029]/);
  expect(client.texts.join('')).toContain('grüße\\u2028');
  expect(host.errors).toEqual([]);
});

test('blank lines and carriage returns are no matter; what is not JSON, and batches, get no answer', async () => {
  await using host = await appServer();
  const client = channelOf(host.server);
  for (const line of ['', '  ', '\r', 'this is not JSON', '{"id":1,', '[{"id":7,"method":"thread/loaded/list"}]', '\0'])
    client.receiver.receive(Buffer.from(line));
  client.receiver.receive(`${JSON.stringify(initialize)}\r`);
  expect(JSON.stringify(await client.until(answered(1)))).toContain('prübe');
  expect(client.texts).toHaveLength(1);
  expect(host.errors.map(String)).toEqual([
    expect.stringContaining('a line that is not JSON was left unanswered: this is not JSON'),
    expect.stringContaining('a line that is not JSON'),
    expect.stringContaining('batches are not spoken'),
    expect.stringContaining('a line that is not JSON'),
  ]);
});

test('what was asked before the end is answered before the server goes', async () => {
  const slow = promptFragments.add('slow', () => ({
    role: 'user' as const,
    read: async () => {
      for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
      return undefined;
    },
  }));
  await using host = await appServer({ plugins: [definePlugin({ id: 'test.slow', register: () => [slow] })] });
  const client = channelOf(host.server);
  client.send(initialize, start, { id: 3, method: 'model/list', params: {} }, { id: 4, method: 'no/such' });
  await host.server.close();
  expect(ids(client.messages)).toEqual([1, 2, 3, 4]);
  expect(client.closed).toHaveLength(1);
});

test('the end of the server ends a running turn: it is told and stored as interrupted', async () => {
  await using host = await appServer();
  host.model.answer = () => never();
  const client = channelOf(host.server);
  const threadId = await started(client);
  client.send(turn(threadId, 'go'));
  await host.model.requested(1);
  await host.server.close();
  expect(client.messages.at(-1)).toMatchObject({
    method: 'turn/completed',
    params: { turn: { status: 'interrupted' } },
  });
  expect(host.store.lines(threadId).at(-1)?.payload).toMatchObject({ type: 'turn_aborted' });
});

test('a client that never reads is let go of past 16 MiB; another one of the thread sees all', async () => {
  await using host = await appServer();
  const word = 'x'.repeat(1024 * 1024);
  host.model.answer = () => [{ type: 'say', text: word }];
  const stuck = channelOf(host.server, { reads: false });
  const reader = channelOf(host.server);
  const threadId = await started(reader);
  stuck.send(initialize, { id: 2, method: 'thread/resume', params: { threadId } });
  await stuck.until(answered(2));
  let turns = 0;
  const go = async () => {
    turns += 1;
    const before = reader.messages.length;
    const ended = ({ method }: Message) => method === 'turn/completed';
    reader.send({ ...turn(threadId, 'go'), id: 2 + turns });
    await reader.until((message) => ended(message) && reader.messages.indexOf(message) >= before);
  };
  while (stuck.closed.length === 0 && turns < 40) await go();
  // Closed again as the connection is let go of: closing is idempotent, and the first reason counts.
  expect(stuck.closed[0]).toBe('too slow');
  const lengths = stuck.texts.map((text) => text.length);
  const held = lengths.reduce((sum, length) => sum + length, 0);
  expect(held).toBeGreaterThan(16 * 1024 * 1024);
  expect(held).toBeLessThanOrEqual(16 * 1024 * 1024 + Math.max(...lengths));
  expect(host.errors).toMatchObject([{ code: 'client_stalled' }]);

  // It is gone for good, and the other one goes on.
  stuck.send({ id: 9, method: 'thread/loaded/list', params: {} });
  await go();
  expect(stuck.texts).toHaveLength(lengths.length);
  const said = reader.messages.filter(
    ({ method, params }) =>
      method === 'item/completed' && (params as { item: { type: string } }).item.type === 'agentMessage',
  );
  expect(said.map(({ params }) => (params as { item: { text: string } }).item.text.length)).toEqual(
    Array.from({ length: turns }, () => word.length),
  );
  expect(reader.closed).toEqual([]);
});

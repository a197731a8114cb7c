import { PassThrough } from 'node:stream';
import { definePlugin } from '@tenon/plugin-api';
import { promptFragments } from '@tenon/plugin-api/prompt';
import { createStdioTransport } from '@tenon/plugin-transport-stdio/streams';
import { expect, test } from 'vitest';
import { acceptChannel } from '../src/index.ts';
import { expectWellFormed, type Message } from './schemas.ts';
import { appServer, never } from './server.ts';

/** A server over two streams, as a process has them. */
async function serve(options: Parameters<typeof appServer>[0] = {}) {
  const host = await appServer(options);
  const input = new PassThrough();
  const output = new PassThrough();
  const chunks: Buffer[] = [];
  const arrivals: (() => void)[] = [];
  output.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    for (const arrive of arrivals) arrive();
  });
  const served = (async () => {
    const listener = await createStdioTransport(() => ({ input, output })).listen('stdio://', {
      accept: (channel) => acceptChannel(host.server, channel),
      report: (error) => host.server.report(error),
      notice: () => {},
      home: '/home/u/.codex',
      maxMessageBytes: 64 * 1024 * 1024,
      options: {},
    });
    await listener.ended;
    await host.server.close();
    await listener.close();
  })();
  const messages = () =>
    Buffer.concat(chunks)
      .toString('utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Message);
  return {
    ...host,
    input,
    output,
    served,
    messages,
    send: (...all: object[]) => input.write(all.map((one) => `${JSON.stringify(one)}\n`).join('')),
    async until(test: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const found = messages().find(test);
        if (found) return found;
        await new Promise<void>((resolve) => {
          arrivals.push(resolve);
        });
      }
    },
  };
}

const initialize = { id: 1, method: 'initialize', params: { clientInfo: { name: 'probe', version: '1' } } };
const start = { id: 2, method: 'thread/start', params: {} };
const answered = (id: number) => (message: Message) => message.id === id && message.method === undefined;

test('one JSON object a line, in the dialect; the end of the input is the end', async () => {
  const host = await serve();
  host.send(initialize, { method: 'initialized' }, start);
  const { result } = await host.until(answered(2));
  const { id: threadId } = (result as { thread: { id: string } }).thread;
  host.send({ id: 3, method: 'turn/start', params: { threadId, input: [{ type: 'text', text: 'grüße\u2028' }] } });
  await host.until(({ method }) => method === 'turn/completed');
  host.input.end();
  await host.served;
  const methods: Record<number, string> = { 1: 'initialize', 2: 'thread/start', 3: 'turn/start' };
  for (const message of host.messages()) expectWellFormed(message, methods[Number(message.id)]);
  expect(host.messages().filter(({ method }) => method === undefined)).toHaveLength(3);
  expect(host.errors).toEqual([]);
});

test('lines may come in any pieces, many at once, blank, or with a carriage return', async () => {
  const host = await serve();
  const bytes = Buffer.from(
    `${JSON.stringify({ ...initialize, params: { clientInfo: { name: 'prübe', version: '1' } } })}\r\n\n  \n${JSON.stringify(start)}\n`,
  );
  for (const byte of bytes) host.input.write(Buffer.from([byte]));
  await host.until(answered(2));
  expect(JSON.stringify(await host.until(answered(1)))).toContain('prübe');
  host.input.end();
  await host.served;
  expect(host.errors).toEqual([]);
});

test('lines that are no JSON, and batches, get no answer; the connection lives', async () => {
  const host = await serve();
  host.input.write('this is not JSON\n{"id":1,\n[{"id":7,"method":"thread/loaded/list"}]\n\u0000\n');
  host.send(initialize);
  await host.until(answered(1));
  host.input.end();
  await host.served;
  expect(host.messages()).toHaveLength(1);
  expect(host.errors.map(String)).toEqual([
    expect.stringContaining('a line that is not JSON was left unanswered: this is not JSON'),
    expect.stringContaining('a line that is not JSON'),
    expect.stringContaining('batches are not spoken'),
    expect.stringContaining('a line that is not JSON'),
  ]);
});

test('what was asked before the end of the input is answered before the server goes', async () => {
  const slow = promptFragments.add('slow', () => ({
    role: 'user' as const,
    read: async () => {
      for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
      return undefined;
    },
  }));
  const host = await serve({ plugins: [definePlugin({ id: 'test.slow', register: () => [slow] })] });
  host.send(initialize, start, { id: 3, method: 'model/list', params: {} }, { id: 4, method: 'no/such' });
  host.input.end();
  await host.served;
  expect(
    host
      .messages()
      .filter(({ method }) => method === undefined)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([1, 2, 3, 4]);
});

test('the end of the input ends a running turn: it is told and stored as interrupted', async () => {
  const host = await serve();
  host.model.answer = () => never();
  host.send(initialize, start);
  const { result } = await host.until(answered(2));
  const { id: threadId } = (result as { thread: { id: string } }).thread;
  host.send({ id: 3, method: 'turn/start', params: { threadId, input: [{ type: 'text', text: 'go' }] } });
  await host.model.requested(1);
  host.input.end();
  await host.served;
  expect(host.messages().at(-1)).toMatchObject({
    method: 'turn/completed',
    params: { turn: { status: 'interrupted' } },
  });
  expect(host.store.lines(threadId).at(-1)?.payload).toMatchObject({ type: 'turn_aborted' });
});

test('an output that breaks is reported once, and the server still ends', async () => {
  const host = await serve();
  host.output.destroy(new Error('EPIPE'));
  host.send(initialize, start);
  host.input.end();
  await host.served;
  expect(host.errors.map(String)).toEqual(['Error: EPIPE']);
});

test('an input that breaks ends the server', async () => {
  const host = await serve();
  host.input.destroy(new Error('EIO'));
  await host.served;
  expect(host.errors.map(String)).toEqual(['Error: EIO']);
});

// Connections that misbehave in ways the model server cannot: raw sockets.
import { execFile } from 'node:child_process';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ModelEvent, ModelProvider } from '@tenon/plugin-api/model-provider';
import { modelRequest } from '@tenon/testing/model-provider';
import { reply, startModelServer } from '@tenon/testing/model-server';
import { afterEach, expect, test } from 'vitest';
import { ProviderSettings } from '../src/config.ts';
import { createProvider } from '../src/provider.ts';

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
});

/** Calls `serve` with each request that came whole: its socket, and its number on that socket (1: the first). */
async function listen(serve: (socket: Socket, number: number) => void): Promise<string> {
  server = createServer((socket) => {
    sockets.push(socket);
    let count = 0;
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data;
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (head < 0 || Buffer.byteLength(text) < head + 4 + length) return;
      text = '';
      count += 1;
      serve(socket, count);
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

function provider(base_url: string): ModelProvider {
  const silent = () => {};
  return createProvider(
    'raw',
    ProviderSettings.parse({ name: 'Raw', base_url, request_max_retries: 0, stream_max_retries: 0 }),
    {
      client: { originator: 'tenon' },
      secrets: { get: async () => undefined },
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    },
  );
}

async function collect(from: ModelProvider): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of from.stream(modelRequest(), { signal: new AbortController().signal })) events.push(event);
  return events;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const COMPLETED = 'data: {"type":"response.completed","response":{"id":"r"}}\n\n';

test('a kept connection that the server had closed meanwhile costs nothing', async () => {
  const url = await listen((socket, number) => {
    if (number === 1) socket.write(`${HEAD}${chunk(COMPLETED)}0\r\n\r\n`);
    else socket.destroy();
  });
  const one = provider(url);
  for (let n = 0; n < 3; n += 1) {
    expect((await collect(one)).map(({ type }) => type)).toEqual(['completed']);
  }
  expect(sockets).toHaveLength(3);
});

test('a server that never ends its body keeps nobody waiting', async () => {
  const url = await listen((socket) => socket.write(`${HEAD}${chunk(COMPLETED)}`));
  const one = provider(url);
  expect((await collect(one)).map(({ type }) => type)).toEqual(['completed']);
  expect((await collect(one)).map(({ type }) => type)).toEqual(['completed']);
  expect(sockets).toHaveLength(2);
  // Its connections are closed all the same.
  await Promise.all(sockets.map((socket) => new Promise((done) => socket.once('close', done))));
});

test('a character cut in two by the network arrives whole', async () => {
  const bytes = Buffer.from('data: {"type":"response.output_text.delta","item_id":"m","delta":"é€😀"}\n\n');
  const url = await listen((socket) => {
    socket.write(HEAD);
    for (const byte of bytes) socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.of(byte), Buffer.from('\r\n')]));
    socket.write(`${chunk(COMPLETED)}0\r\n\r\n`);
  });
  const events = await collect(provider(url));
  expect(events.find((event) => event.type === 'textDelta')?.delta).toBe('é€😀');
});

test('an idle connection does not keep the process alive', async () => {
  await using model = await startModelServer({ replies: [reply.text('bye')] });
  const script = fileURLToPath(new URL('./one-request.ts', import.meta.url));
  const args = ['--conditions=@tenon/source', '--no-warnings', script, model.baseUrl];
  // Without its timeout a process that hangs would be killed, which is an error.
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 8000 });
  expect(stdout.trim()).toBe('completed');
  expect(model.connections).toBe(1);
});

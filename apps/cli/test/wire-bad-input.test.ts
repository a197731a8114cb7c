// Bad input over the real transports of the real program: each request is answered, and nobody else waits.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { reply } from '@tenon/testing/model-server';
import { describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import { type World, world } from './program.ts';
import type { Message, WireClient } from './wire-client.ts';
import { listening, WsClient } from './ws-client.ts';

const mib = 1024 * 1024;

interface Side {
  readonly client: WireClient;
  readonly stderr: () => string;
  readonly pid: number;
}

const transports: readonly (readonly [string, (w: World) => Promise<Side>])[] = [
  [
    'stdio',
    async (w) => {
      const client = new Client(w.spawn(['app-server']));
      await client.initialize();
      return { client, stderr: () => client.stderr, pid: client.child.pid ?? 0 };
    },
  ],
  [
    'websocket',
    async (w) => {
      const server = await listening(w);
      return { client: await WsClient.ready(server.url), stderr: () => server.stderr, pid: server.pid };
    },
  ],
];

/** The most memory the process ever had, in MiB. */
const peakMib = (pid: number) =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe.each(transports)('%s', (_name, open) => {
  test('invalid UTF-8, and what is no JSON, are reported, and the next request is answered', async () => {
    await using w = await world();
    const { client, stderr } = await open(w);
    const bad = [
      Buffer.from([0xff]),
      Buffer.from('{"id":"lost","method":"thread/list","params":{"cursor":"\xff"}}', 'latin1'),
      Buffer.from('{"id":"lost","method":"thr'),
      Buffer.from([0, 0xc3]),
      Buffer.from('\ufeff{"id"'),
    ];
    for (const message of bad) client.send(message);
    expect((await client.call('thread/loaded/list')).result).toMatchObject({ data: [] });
    await expect.poll(() => stderr().match(/was left unanswered/g)?.length).toBe(bad.length);
    expect(stderr().match(/not UTF-8/g)).toHaveLength(3);
  });

  test('ids of every type: strings and integers come back as they were; others are reported', async () => {
    await using w = await world();
    const { client, stderr } = await open(w);
    const texts: string[] = [];
    client.onText = (text) => texts.push(text);
    const taken = [
      '""',
      '"a\\u0000\\ud800"',
      '0',
      '-1',
      '9007199254740993',
      '-123456789012345678901234567890',
      JSON.stringify('x'.repeat(mib)),
    ];
    const refused = ['null', 'true', '1.5', '1e400', '[]', '{}', '{"rawJSON":"1"}'];
    for (const id of [...refused, ...taken]) {
      client.send(`{"id":${id},"method":"thread/loaded/list","params":{"id":3}}`);
    }
    await client.call('thread/loaded/list');
    for (const id of taken) {
      const result = `"result":{"data":[],"nextCursor":null}`;
      await expect
        .poll(() => texts.includes(`{"id":${id},${result}}`), { message: `id ${id.slice(0, 50)}` })
        .toBe(true);
    }
    expect(texts).toHaveLength(taken.length + 1);
    expect(stderr().match(/whose id is no|with the id null/g)).toHaveLength(refused.length);
  });

  test('deep JSON, numbers past a double and half surrogate pairs: answered, and the thread goes on', async () => {
    await using w = await world({ fallback: reply.text('ok') });
    const { client } = await open(w);
    const id = await client.thread();
    const turn = (fields: string) => `"method":"turn/start","params":{"threadId":"${id}",${fields}}`;
    const input = (text: string) => `"input":[{"type":"text","text":"${text}"}]`;
    const tooDeep = [
      `"method":"thread/list","params":{"limit":${deep(100_000)}}`,
      `"method":"thread/inject_items","params":{"threadId":"${id}","items":[${deep(100_000)}]}`,
      `"method":"no/such","params":${deep(100_000)}`,
      turn(`${input('x')},"outputSchema":${deep(100_000)}`),
    ];
    for (const rest of tooDeep) {
      const { error } = await client.answer('deep', `{"id":"deep",${rest}}`);
      expect(error).toMatchObject({ code: -32600, data: { code: 'message_too_deep' } });
    }
    const numbers = ['1e400', '-1e400', '123456789012345678901234567890', '1e308', '-0.5'];
    for (const number of numbers) {
      const asked = `{"id":"number","method":"thread/list","params":{"limit":${number}}}`;
      expect((await client.answer('number', asked)).error?.code).toBe(-32600);
    }
    const done = client.next('turn/completed');
    const started = await client.answer('half', `{"id":"half",${turn(input('a\\ud800b'))}}`);
    expect(started.error).toBeUndefined();
    expect((await done).params.turn.status).toBe('completed');
    expect(JSON.stringify((await client.call('thread/list', { searchTerm: '\ud800' })).result)).toContain('"data"');
    expect((await client.turn(id, 'go on')).status).toBe('completed');
  });

  test('paths that can be none are refused by name, wherever a path is taken', async () => {
    await using w = await world({ fallback: reply.text('ok') });
    const { client } = await open(w);
    const id = await client.thread();
    const long = '/a'.repeat(10_000);
    const asked: readonly (readonly [string, (path: string) => object])[] = [
      ['thread/start', (cwd) => ({ cwd })],
      ['thread/resume', (path) => ({ threadId: id, path })],
      ['thread/fork', (path) => ({ threadId: id, path })],
      ['turn/start', (cwd) => ({ threadId: id, cwd, input: [{ type: 'text', text: 'x' }] })],
      ['command/exec', (cwd) => ({ command: ['true'], cwd })],
      ['fs/readFile', (path) => ({ path })],
      ['fs/writeFile', (path) => ({ path, dataBase64: '' })],
      ['fs/remove', (path) => ({ path })],
      ['fs/copy', (path) => ({ sourcePath: path, destinationPath: '/tmp/x' })],
      ['fs/watch', (path) => ({ path, watchId: 'w' })],
      ['fuzzyFileSearch', (path) => ({ query: 'x', roots: [path] })],
    ];
    const answers: Promise<[string, Message]>[] = [];
    for (const [method, params] of asked) {
      for (const path of ['/x\0y', long, '../x', 'x', '/\ud800']) {
        const what = `${method} of ${JSON.stringify(path.slice(0, 40))}`;
        answers.push(client.call(method, params(path)).then((answer) => [what, answer]));
      }
    }
    for (const [what, { error }] of await Promise.all(answers)) expect(error?.code, what).toBe(-32600);
    expect((await client.turn(id, 'go on')).status).toBe('completed');
  });

  test('a message of 64 MiB is answered; a longer one is reported; memory stays bounded', {
    timeout: 60_000,
  }, async () => {
    await using w = await world();
    const { client, stderr, pid } = await open(w);
    const message = (bytes: number) => {
      const head = '{"id":"big","method":"thread/loaded/list","params":{"x":"';
      const buffer = Buffer.alloc(bytes, 'x');
      buffer.write(head);
      buffer.write('"}}', bytes - 3);
      return buffer;
    };
    expect((await client.answer('big', message(64 * mib))).result).toMatchObject({ data: [] });
    client.send(message(64 * mib + 1));
    await expect
      .poll(() => stderr(), { timeout: 30_000 })
      .toMatch(/more than 67108864 bytes|Max payload size exceeded/);
    // On standard input there is one client, which goes on; a connection ends with 1009.
    if (client instanceof WsClient) expect(await client.closed).toBe(1009);
    else expect((await client.call('thread/loaded/list')).result).toMatchObject({ data: [] });
    expect(peakMib(pid)).toBeLessThan(700);
  });
});

test('half a line and then silence: the rest of it may come any time later', async () => {
  await using w = await world();
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  client.write('{"id":"half","method":"thread/loa');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await client.answer('half', 'ded/list"}')).toMatchObject({ result: { data: [] } });
  client.write('{"id":"never","method":"thread/loaded/list"}');
  expect(await client.close()).toBe(0);
  expect(client.stderr).toBe('');
});

test('a websocket that stops in the middle of a handshake or a frame holds up nobody', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const server = await listening(w);
  const { port } = new URL(server.url);
  const raw = (text: string) =>
    new Promise<ReturnType<typeof connect>>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text, () => resolve(socket)));
      socket.once('error', reject);
    });
  const upgrade = `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`;
  const silent = [await raw(upgrade.slice(0, 60)), await raw(upgrade)];
  const framed = silent[1];
  // A text frame of 32 MiB is announced, and ten bytes of it come.
  const head = Buffer.alloc(24);
  head.set([0x81, 0xff]);
  head.writeBigUInt64BE(32n * 1024n * 1024n, 2);
  framed?.write(head);
  const other = await WsClient.ready(server.url);
  expect((await other.turn(await other.thread(), 'x')).status).toBe('completed');
  for (const socket of silent) socket.destroy();
  expect((await other.call('thread/loaded/list')).result.data).toHaveLength(1);
});

test('while one client sends 64 MiB slowly, others are answered', { timeout: 30_000 }, async () => {
  await using w = await world();
  const server = await listening(w);
  const [big, other] = [await WsClient.ready(server.url), await WsClient.ready(server.url)];
  const head = '{"id":"big","method":"thread/loaded/list","params":{"x":"';
  const answered = new Promise<Message>((resolve) => {
    void big.answer('big', Buffer.alloc(0)).then(resolve);
  });
  const piece = (data: string, fin: boolean) =>
    new Promise<void>((resolve) => big.socket.send(data, { fin, binary: false }, () => resolve()));
  await piece(head, false);
  const filling = 'x'.repeat(4 * mib);
  for (let n = 0; n < 15; n += 1) {
    await piece(filling, false);
    expect((await other.call('thread/loaded/list')).result).toMatchObject({ data: [] });
  }
  await piece('"}}', true);
  expect((await answered).result).toMatchObject({ data: [] });
});

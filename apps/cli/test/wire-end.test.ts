// The end of the program while a turn runs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { processesWith, rolloutLines, type World, world } from './program.ts';
import { listening, WsClient } from './ws-client.ts';

let markers = 0;
/** A command that runs until it is ended, and one of its own in a session of its own. */
function endless(): { marker: string; call: ReturnType<typeof reply.call> } {
  markers += 1;
  const marker = `61${process.pid}${markers}`;
  return {
    marker,
    call: reply.call('exec_command', {
      cmd: `(setsid sleep ${marker} &) ; sleep ${marker}`,
      yield_time_ms: 30_000,
    }),
  };
}

const running = (marker: string) => processesWith(`sleep ${marker}`).length;
const lastPayload = (w: World) => rolloutLines(w.rollouts()[0] ?? '').at(-1)?.payload;

test('the end of standard input ends a running turn: it is told, stored, and nothing of it is left', async () => {
  const { marker, call } = endless();
  await using w = await world({ replies: [call] });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const threadId = await client.thread();
  await client.request('turn/start', { threadId, input: [{ type: 'text', text: 'go' }] });
  await expect.poll(() => running(marker), { timeout: 20_000 }).toBeGreaterThan(1);
  // What was asked before the end is answered.
  const last = client.call('thread/loaded/list');
  expect(await client.close()).toBe(0);
  expect((await last).result.data).toEqual([threadId]);
  expect(client.notifications.at(-1)).toMatchObject({
    method: 'turn/completed',
    params: { turn: { status: 'interrupted' } },
  });
  expect(lastPayload(w)).toMatchObject({ type: 'turn_aborted' });
  expect(running(marker)).toBe(0);
});

test('an answer that is read late is whole, though the input has ended', async () => {
  await using w = await world();
  const content = 'x'.repeat(6 * 1024 * 1024);
  writeFileSync(join(w.cwd, 'big'), content);
  const child = w.spawn(['app-server']);
  child.stdin?.end(
    [
      '{"id":1,"method":"initialize","params":{"clientInfo":{"name":"late","version":"1"}}}\n',
      `{"id":2,"method":"fs/readFile","params":{"path":"${w.cwd}/big"}}\n`,
    ].join(''),
  );
  const exited = new Promise((done) => child.on('close', done));
  await new Promise((resolve) => setTimeout(resolve, 400));
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  expect(await exited).toBe(0);
  const answer = out.split('\n')[1] ?? '';
  expect(Buffer.from(JSON.parse(answer).result.dataBase64, 'base64').toString()).toBe(content);
});

test('the end of standard input while the model is silent, and with a question open: the program goes', async () => {
  await using w = await world({ replies: [reply.fault.silence(), reply.call('exec_command', { cmd: 'rm -rf x' })] });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const asked = client.next('item/commandExecution/requestApproval');
  for (let n = 1; n <= 2; n += 1) {
    const threadId = await client.thread({ approvalPolicy: 'on-request' });
    await client.request('turn/start', { threadId, input: [{ type: 'text', text: 'go' }] });
    await w.model.request(n);
  }
  await asked;
  expect(await client.close()).toBe(0);
  const ends = client.notifications.filter(({ method }) => method === 'turn/completed');
  expect(ends.map(({ params }) => params.turn.status)).toEqual(['interrupted', 'interrupted']);
});

test('a client that never reads standard output is let go of, and with it the program', {
  timeout: 30_000,
}, async () => {
  await using w = await world({ fallback: reply.deltas(900, 'x'.repeat(32 * 1024)) });
  const child = w.spawn(['app-server']);
  child.stdin?.write('{"id":1,"method":"initialize","params":{"clientInfo":{"name":"stuck","version":"1"}}}\n');
  child.stdin?.write('{"id":2,"method":"thread/start","params":{}}\n');
  let [out, said] = ['', ''];
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const exited = new Promise((done) => child.on('exit', done));
  const threadId = await new Promise((found) => {
    child.stdout?.on('data', (text) => {
      out += text;
      const [, id] = /"thread":{"id":"([^"]+)"/.exec(out) ?? [];
      if (id) found(id);
    });
  });
  child.stdout?.pause();
  const params = { threadId, input: [{ type: 'text', text: 'go' }] };
  child.stdin?.write(`${JSON.stringify({ id: 3, method: 'turn/start', params })}\n`);
  expect(await exited).toBe(0);
  expect(said).toMatch(/a client that does not read was disconnected: 16\d{6} bytes/);
  expect(lastPayload(w)).toMatchObject({ type: 'turn_aborted' });
});

test('SIGTERM lets a running turn end, which its client sees; then the program goes', async () => {
  const more = Promise.withResolvers<void>();
  await using w = await world({ replies: [reply.hold(reply.text('abcd', { deltas: 4 }), 2, more.promise)] });
  const server = await listening(w);
  const client = await WsClient.ready(server.url);
  const threadId = await client.thread();
  const begun = client.next('item/agentMessage/delta', ({ params }) => params.delta === 'b');
  const ended = client.next('turn/completed');
  await client.request('turn/start', { threadId, input: [{ type: 'text', text: 'go' }] });
  await begun;
  server.kill('SIGTERM');
  // It is served as before, until its turn has ended.
  expect((await client.request('thread/loaded/list')).data).toEqual([threadId]);
  more.resolve();
  expect((await ended).params.turn.status).toBe('completed');
  expect(await client.closed).toBe(1001);
  expect(await server.exited).toBe(0);
  expect(lastPayload(w)).toMatchObject({ type: 'task_complete' });
});

test('a second SIGTERM does not wait: the turn is cut off, and no command is left behind', async () => {
  const { marker, call } = endless();
  await using w = await world({ replies: [call] });
  const server = await listening(w);
  const client = await WsClient.ready(server.url);
  const threadId = await client.thread();
  await client.request('turn/start', { threadId, input: [{ type: 'text', text: 'go' }] });
  await expect.poll(() => running(marker), { timeout: 20_000 }).toBeGreaterThan(1);
  server.kill('SIGTERM');
  // The first one was taken in when this is answered.
  await client.request('thread/loaded/list');
  server.kill('SIGTERM');
  expect(await server.exited).toBe(130);
  await client.closed;
  expect(running(marker)).toBe(0);
});

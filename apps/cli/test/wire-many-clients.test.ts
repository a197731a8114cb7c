// Many clients, and clients that do not read, over real sockets.
import { readFileSync } from 'node:fs';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { world } from './program.ts';
import { listening, WsClient } from './ws-client.ts';

const mib = 1024 * 1024;

test('1,000 connections at once: each is answered, one does a turn, and the server is well when they are gone', {
  timeout: 60_000,
}, async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const server = await listening(w);
  const clients = await Promise.all(Array.from({ length: 1000 }, () => WsClient.ready(server.url)));
  const [first, ...rest] = clients;
  if (!first) throw new Error('there is no client');
  const id = await first.thread();
  expect((await first.turn(id, 'one')).status).toBe('completed');
  const lists = await Promise.all(clients.map((client) => client.request('thread/loaded/list')));
  expect(new Set(lists.map(({ data }) => JSON.stringify(data)))).toEqual(new Set([JSON.stringify([id])]));
  // Half of them say goodbye, half of them are just gone.
  for (const [n, { socket }] of rest.entries()) n % 2 === 0 ? socket.close() : socket.terminate();
  await Promise.all(rest.map(({ closed }) => closed));
  expect((await first.turn(id, 'two')).status).toBe('completed');
  expect((await (await WsClient.ready(server.url)).request('thread/loaded/list')).data).toEqual([id]);
  expect(server.stderr).not.toMatch(/tenon: (?!warn)/);
});

test('with no file left to open, clients beyond are refused, and those that are there go on', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const server = await listening(w, { by: ['/bin/sh', '-c', 'ulimit -n 128; exec "$0" "$@"'] });
  const first = await WsClient.ready(server.url);
  const id = await first.thread();
  expect((await first.turn(id, 'one')).status).toBe('completed');
  const opened = await Promise.allSettled(Array.from({ length: 200 }, () => WsClient.open(server.url)));
  const taken = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(taken.length).toBeGreaterThan(20);
  expect(taken.length).toBeLessThan(128);
  // It may be that a file is needed for the answer: then that is the answer.
  const { result, error } = await first.call('thread/loaded/list');
  expect(error?.message ?? JSON.stringify(result.data)).toMatch(new RegExp(`EMFILE|${id}`));
  for (const { socket } of taken) socket.terminate();
  await Promise.all(taken.map(({ closed }) => closed));
  await expect
    .poll(() =>
      WsClient.ready(server.url).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  // What could not be loaded for want of files is loaded now.
  expect((await first.turn(id, 'two')).status).toBe('completed');
  expect((await first.request('thread/loaded/list')).data).toEqual([id]);
});

test('a client that never reads holds 16 MiB at most, is let go of, and slows nobody', {
  timeout: 60_000,
}, async () => {
  const more = Promise.withResolvers<void>();
  const delta = 'x'.repeat(32 * 1024);
  const before = 900;
  const all = before + 16;
  await using w = await world({ replies: [reply.hold(reply.deltas(all, delta), before, more.promise)] });
  const server = await listening(w);
  const [reader, stuck] = [await WsClient.ready(server.url), await WsClient.ready(server.url)];
  const threadId = await reader.thread();
  await stuck.request('thread/resume', { threadId });
  stuck.socket.pause();
  let deltas = 0;
  const come = Promise.withResolvers<void>();
  reader.onText = (text) => {
    if (text.startsWith('{"method":"item/agentMessage/delta"')) deltas += 1;
    if (deltas === before) come.resolve();
  };
  const ended = reader.next('turn/completed');
  await reader.request('turn/start', { threadId, input: [{ type: 'text', text: 'go' }] });
  // The turn is not at its end: all that the model said so far is there, though the other one took nothing.
  await come.promise;
  await server.says('a client that does not read was disconnected');
  const held = Number(/disconnected: (\d+) bytes/.exec(server.stderr)?.[1]);
  expect(held).toBeGreaterThan(16 * mib);
  expect(held).toBeLessThan(16 * mib + 2 * delta.length);
  more.resolve();
  expect((await ended).params.turn.status).toBe('completed');
  expect(deltas).toBe(all);
  // What the system had taken for it comes, and then the end: no goodbye, since it did not read.
  stuck.socket.resume();
  expect(await stuck.closed).toBe(1006);
  // It can come back.
  const back = await WsClient.ready(server.url);
  expect((await back.request('thread/resume', { threadId, excludeTurns: true })).thread.id).toBe(threadId);
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
  process.stdout.write(`held ${held} bytes for it; the server's memory was ${Math.round(peak)} MiB at most\n`);
});

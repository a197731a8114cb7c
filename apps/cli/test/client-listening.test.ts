// @tenon/client against a real binary that listens.
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Client, type ClientEvent, connect } from '@tenon/client';
import { unixSocket, webSocket } from '@tenon/client/websocket';
import { reply } from '@tenon/testing/model-server';
import { expect, test, vi } from 'vitest';
import { collect, deltas, free, listening } from './connections.ts';
import { world } from './program.ts';

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

/** A way to a port that can be cut. */
async function cuttable(port: number): Promise<{ port: number; cut(): void; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connectTcp(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return { port: (server.address() as { port: number }).port, cut, server };
}

test('two clients on one thread over a websocket; the one whose line is cut misses and repeats nothing', async () => {
  const more = Promise.withResolvers<void>();
  await using w = await world({
    replies: [reply.hold(reply.text('abcdefghij', { deltas: 10 }), 3, more.promise)],
  });
  const { url } = await listening(w, 'ws://127.0.0.1:0');
  const line = await cuttable(Number(new URL(url).port));
  const open = (at: string): Promise<Client> =>
    connect({ transport: webSocket({ url: at }), reconnect: { minDelayMs: 5 } });
  await using steady = await open(url);
  await using shaky = await open(`ws://127.0.0.1:${line.port}`);
  const thread = await steady.startThread(free);
  // A thread without a turn has no file yet; both watch it in memory.
  const watched = await shaky.resumeThread(thread.id);
  const [all, missed] = [collect(thread.events()), watched.events()];
  const seen: ClientEvent[] = [];
  const run = thread.run('spell');
  for await (const event of missed) {
    seen.push(event);
    if (deltas(seen).join('').length >= 3) break;
  }
  const rest = collect(watched.events());
  line.cut();
  more.resolve();
  await run;
  seen.push(...(await rest));
  const events = await all;
  expect(deltas(seen).join('')).toBe('abcdefghij');
  const shared = seen.filter(({ seq }) => seq !== undefined).map(({ seq, method }) => [seq, method]);
  expect(shared).toEqual(events.filter(({ seq }) => seq !== undefined).map(({ seq, method }) => [seq, method]));
  line.server.close();
});

test('a unix socket', async () => {
  await using w = await world({ replies: [reply.text('hello')] });
  const path = join(w.home, 'control.sock');
  await listening(w, `unix://${path}`);
  await using client = await connect({ transport: unixSocket({ path }) });
  expect((await (await client.startThread(free)).run('hi')).text).toBe('hello');
});

test('a server that is started again: requests wait, what cannot be replayed is told, and turns go on', async () => {
  await using w = await world({ replies: [reply.text('before'), reply.text('after')] });
  const path = join(w.home, 'control.sock');
  const open = () =>
    connect({ transport: unixSocket({ path }), reconnect: { minDelayMs: 5, maxDelayMs: 20, attempts: 10_000 } });
  const { child } = await listening(w, `unix://${path}`);
  await using client = await open();
  const thread = await client.startThread(free);
  expect((await thread.run('one')).text).toBe('before');
  const { cursor } = thread;
  const [all, narrow] = [thread.events(), client.notifications('turn/completed', { threadId: thread.id })];
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
  const read = () => client.request('thread/read', { threadId: thread.id, includeTurns: true });
  // One that is on its way when the connection breaks is not sent twice: whoever asks again by then waits.
  const waiting = read().catch((error) => (error.code === 'connection_lost' ? read() : Promise.reject(error)));
  await listening(w, `unix://${path}`);
  expect((await waiting).thread.turns).toMatchObject([{ status: 'completed' }]);
  expect((await all.next()).value).toMatchObject({
    method: 'client/eventsLost',
    params: { threadId: thread.id, thread: { turns: [{ status: 'completed' }] } },
  });
  await expect(narrow.next()).rejects.toMatchObject({ code: 'events_lost' });
  expect((await thread.run('two')).text).toBe('after');
  expect(deltas(await collect(all)).join('')).toBe('after');
  // The cursor of before is of another time; that of now goes on, in another client too.
  await using other = await open();
  const resume = (from: string | undefined) =>
    other.request('thread/resume', { threadId: thread.id, ...(from !== undefined && { cursor: from }) });
  expect(await resume(cursor)).toMatchObject({ replay: { complete: false }, cursor: thread.cursor });
  await other.request('thread/unsubscribe', { threadId: thread.id });
  expect(await resume(thread.cursor)).toMatchObject({ replay: { complete: true }, cursor: thread.cursor });
});

// The in-process transport, as `tenon exec` uses it, says what the program says over standard output.
import { dirname } from 'node:path';
import { AppServer, connectInProcess } from '@tenon/app-server';
import { type Client, connect, inProcess } from '@tenon/client';
import { reply } from '@tenon/testing/model-server';
import { expect, test, vi } from 'vitest';
import { openHost } from '../src/host.ts';
import { version } from '../src/version.ts';
import { free, spawned } from './connections.ts';
import { type World, world } from './program.ts';

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const replies = () => [
  reply.text('one two three', { deltas: 3 }),
  reply.call('exec_command', { cmd: 'mkdir made && echo made' }),
  reply.text('done'),
];

/** The program's server, in this process. */
function serverOf({ home, cwd, env }: World, onProblem: (problem: unknown) => void) {
  const options = { home, cwd, env, overrides: [], onProblem };
  return new AppServer({
    ...options,
    version,
    onError: onProblem,
    open: (askPerson) => openHost(options, askPerson),
  });
}

/** Two turns, one with a question; all that a client is told, with what differs in each run taken out. */
async function story(w: World, client: Client): Promise<unknown[]> {
  const told: unknown[] = [];
  client.subscribe({ event: ({ method, params }) => told.push({ method, params }), end: () => {} });
  client.onRequest('item/commandExecution/requestApproval', (params) => {
    told.push({ asked: params });
    return { decision: 'accept' };
  });
  const thread = await client.startThread({ ...free, approvalPolicy: 'untrusted' });
  const first = await thread.run('count');
  const second = await thread.run('make it');
  const read = await client.request('thread/read', { threadId: thread.id, includeTurns: true });
  const models = await client.request('model/list', {});
  const refused = await client.request('thread/read', { threadId: 'nobody' }).catch(({ code, message, data }) => ({
    code,
    message,
    data,
  }));
  const all = [client.server, thread.info, ...told, first, second, read, models, refused];
  return all.map((one) => same(w, one));
}

const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const times = /(At|AtMs|[dD]urationMs|processId)$/;

function same(w: World, value: unknown): unknown {
  const text = JSON.stringify(value, (key, part) => (times.test(key) && part !== null ? typeof part : part));
  return JSON.parse(
    text
      .replaceAll(dirname(w.home), '<root>')
      .replaceAll(w.model.baseUrl, '<model>')
      .replaceAll(ids, '<id>')
      .replaceAll(/\d{4}\/\d\d\/\d\d|\d{4}-\d\d-\d\dT[\d:.-]+Z?/g, '<time>'),
  );
}

test('a client hears the same in the process as over standard output', async () => {
  await using here = await world({ replies: replies() });
  await using there = await world({ replies: replies() });
  const problems: unknown[] = [];
  const server = serverOf(here, (problem) => problems.push(problem));
  const transport = inProcess((receive) => connectInProcess(server, { receive, source: 'vscode' }));
  const inside = await connect({ transport });
  const outside = await connect({ transport: spawned(there) });
  const [heard, wanted] = await Promise.all([story(here, inside), story(there, outside)]);
  expect(heard).toEqual(wanted);
  expect(JSON.stringify(heard)).toContain('one two three');
  expect(JSON.stringify(heard)).toContain('mkdir made');
  expect(problems).toEqual([]);
  await inside.close();
  await outside.close();
  await server.close();
});

test('messages are the server`s own objects: two clients in the process share them', async () => {
  await using w = await world({ replies: [reply.text('shared')] });
  const server = serverOf(w, () => {});
  const heard: object[][] = [[], []];
  const clients = await Promise.all(
    heard.map((all) =>
      connect({
        transport: inProcess((receive) =>
          connectInProcess(server, {
            receive: (message) => {
              all.push(message);
              receive(message);
            },
          }),
        ),
      }),
    ),
  );
  const [first, second] = clients;
  const thread = await first?.startThread(free);
  await second?.resumeThread(thread?.id ?? '');
  await thread?.run('hello');
  const [mine, theirs] = heard.map((all) =>
    all.filter((message) => JSON.stringify(message).includes('"turn/completed"')),
  );
  expect(mine).toHaveLength(1);
  expect(theirs?.[0]).toBe(mine?.[0]);
  for (const client of clients) await client.close();
  await server.close();
});

import type { UserInput } from '@tenon/protocol';
import { commandTool } from '@tenon/testing/host';
import { describe, expect, test } from 'vitest';
import type { Message } from './schemas.ts';
import { appServer, never } from './server.ts';

const text = (words: string): UserInput[] => [{ type: 'text', text: words }];

/** A host with a command tool that has to be asked about. */
async function asking(options: { parallel?: boolean } = {}) {
  const host = await appServer({ tools: [commandTool(options)] });
  host.policy.decide = ({ sandboxPolicy }) => ({ kind: 'ask', reason: 'may it?', sandboxPolicy });
  host.model.answer = ({ input }) =>
    input.at(-1)?.type === 'function_call_output'
      ? [{ type: 'say', text: 'done' }]
      : [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
  return host;
}

const request = 'item/commandExecution/requestApproval';
const isRequest = ({ method }: Message) => method === request;

describe('turn/start', () => {
  test('its answer comes before its first event, and says that nothing has happened yet', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    await client.until(({ method }) => method === 'thread/started');
    const before = client.messages.length;
    const { turn } = await client.request('turn/start', { threadId: thread.id, input: text('go') });
    expect(turn).toEqual({
      id: turn.id,
      items: [],
      status: 'inProgress',
      error: null,
      startedAt: null,
      completedAt: null,
      durationMs: null,
    });
    await client.ended(turn.id);
    expect(client.messages.slice(before, before + 3).map(({ id, method }) => method ?? id)).toEqual([
      3,
      'thread/status/changed',
      'turn/started',
    ]);
  });

  test('overrides hold for this turn and later ones; the output schema for this turn alone', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const outputSchema = { type: 'object' };
    const { turn } = await client.request('turn/start', {
      threadId: thread.id,
      input: text('go'),
      cwd: '/work/other',
      effort: 'high',
      serviceTier: 'fast',
      outputSchema,
    });
    await client.ended(turn.id);
    await client.turn(thread.id);
    const [first, second] = host.model.requests.map((one) => one.request);
    expect(first).toMatchObject({ outputSchema, reasoning: { effort: 'high' }, serviceTier: 'fast' });
    expect(second).toMatchObject({ reasoning: { effort: 'high' }, serviceTier: 'fast' });
    expect(second?.outputSchema).toBeUndefined();
    expect((await client.request('thread/read', { threadId: thread.id })).thread.cwd).toBe('/work/other');
  });

  test('what is refused: no such thread, no input, too much of it, a second one, a relative folder', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const threadId = thread.id;
    expect(await client.refused('turn/start', { threadId: 'none', input: text('x') })).toMatchObject({
      code: -32600,
      message: 'thread not found: none',
    });
    expect(await client.refused('turn/start', { threadId, input: [] })).toMatchObject({
      code: -32600,
      message: 'input must not be empty',
    });
    expect(await client.refused('turn/start', { threadId, input: text('x'), cwd: 'here' })).toMatchObject({
      code: -32600,
      message: expect.stringContaining('cwd must be absolute'),
    });
    const big = 'x'.repeat(1_048_576);
    expect(await client.refused('turn/start', { threadId, input: [...text(big), ...text('y')] })).toEqual({
      code: -32602,
      message: expect.stringContaining('1048576'),
      data: { input_error_code: 'input_too_large', max_chars: 1_048_576, actual_chars: 1_048_577 },
    });
    host.model.answer = () => never();
    const { turn } = await client.request('turn/start', { threadId, input: text('one') });
    expect(await client.refused('turn/start', { threadId, input: text('two') })).toMatchObject({
      code: -32600,
      message: expect.stringContaining(turn.id),
      data: { code: 'turn_active', mend: expect.stringContaining('turn/steer') },
    });
    await client.request('turn/interrupt', { threadId, turnId: turn.id });
    host.model.answer = () => [{ type: 'say', text: 'fine' }];
    const { turn: last } = await client.request('turn/start', { threadId, input: text(big) });
    expect(await client.ended(last.id)).toMatchObject({ status: 'completed' });
  });

  test('a failed turn: error, then turn/completed with the same error', async () => {
    await using host = await appServer({ config: { model_provider: 'nobody', model: 'm' } });
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    expect(await client.turn(thread.id)).toMatchObject({ status: 'failed' });
    const [failed] = client.notifications('error');
    expect(failed).toMatchObject({ willRetry: false, error: { message: 'Model provider `nobody` not found' } });
    expect(client.notifications('turn/completed')[0]).toMatchObject({ turn: { error: failed?.error } });
  });
});

describe('turn/steer and turn/interrupt', () => {
  test('their errors', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const threadId = thread.id;
    const input = text('x');
    const message = async (method: string, params: object) => (await client.refused(method, params)).message;
    expect(await message('turn/steer', { threadId, expectedTurnId: '', input })).toBe(
      'expectedTurnId must not be empty',
    );
    expect(await message('turn/steer', { threadId, expectedTurnId: 'x', input })).toBe('no active turn to steer');
    expect(await message('turn/interrupt', { threadId, turnId: 'x' })).toBe('no active turn to interrupt');
    expect(await message('turn/steer', { threadId: 'none', expectedTurnId: 'x', input })).toBe(
      'thread not found: none',
    );
    expect(await message('turn/interrupt', { threadId: 'none', turnId: 'x' })).toBe('thread not found: none');
    host.model.answer = () => never();
    const { turn } = await client.request('turn/start', { threadId, input });
    expect(await message('turn/steer', { threadId, expectedTurnId: 'wrong-turn', input })).toBe(
      `expected active turn id \`wrong-turn\` but found \`${turn.id}\``,
    );
    expect(await client.request('turn/interrupt', { threadId, turnId: turn.id })).toEqual({});
    expect(await client.ended(turn.id)).toMatchObject({ status: 'interrupted' });
    expect(await message('turn/interrupt', { threadId, turnId: turn.id })).toBe('no active turn to interrupt');
  });

  test('steered input becomes a message of the running turn', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const go = Promise.withResolvers<void>();
    host.model.answer = async (_, { number }) => {
      if (number === 1) await go.promise;
      return [{ type: 'say', text: `answer ${number}` }];
    };
    const { turn } = await client.request('turn/start', { threadId: thread.id, input: text('go') });
    await host.model.requested(1);
    const steered = await client.request('turn/steer', {
      threadId: thread.id,
      expectedTurnId: turn.id,
      input: text('faster'),
    });
    expect(steered).toEqual({ turnId: turn.id });
    go.resolve();
    await client.ended(turn.id);
    const said = client.notifications('item/completed').map(({ item }) => {
      const { content, text: words } = item as { content?: { text: string }[]; text?: string };
      return words ?? content?.[0]?.text;
    });
    expect(said).toEqual(['go', 'answer 1', 'faster', 'answer 2']);
  });

  test('requests of one thread are answered in order, those of others do not wait for them', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const other = (await client.request('thread/start', {})).thread;
    const threadId = thread.id;
    host.model.answer = () => never();
    const { turn } = await client.request('turn/start', { threadId, input: text('go') });
    await host.model.requested(1);
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    await Promise.all([
      client.request('turn/interrupt', { threadId, turnId: turn.id }).then(note('interrupt')),
      client.request('thread/read', { threadId }).then(note('read')),
      client.request('thread/read', { threadId: other.id }).then(note('other')),
    ]);
    expect(order).toEqual(['other', 'interrupt', 'read']);
  });
});

describe('approvals', () => {
  test('ids from 0, resolved before the call goes on', async () => {
    await using host = await asking();
    const client = await host.ready();
    client.respond = () => ({ result: { decision: 'accept' } });
    const { thread } = await client.request('thread/start', {});
    const first = await client.turn(thread.id);
    await client.turn(thread.id);
    expect(client.messages.filter(isRequest)).toMatchObject([
      {
        id: 0,
        params: {
          threadId: thread.id,
          turnId: first.id,
          itemId: 'call_1_0',
          reason: 'may it?',
          command: '/bin/sh -lc ls',
          cwd: '/work',
          availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
        },
      },
      { id: 1 },
    ]);
    expect(client.notifications('serverRequest/resolved')).toEqual([
      { threadId: thread.id, requestId: 0 },
      { threadId: thread.id, requestId: 1 },
    ]);
    const asked = client.methods().indexOf(request);
    expect(client.methods().slice(asked - 2, asked + 5)).toEqual([
      'thread/status/changed',
      'item/started',
      request,
      'serverRequest/resolved',
      'thread/status/changed',
      'item/commandExecution/outputDelta',
      'item/completed',
    ]);
    expect(host.environment.spawned).toHaveLength(2);
  });

  test('the question comes behind what was told before it, also with a store that answers later', async () => {
    await using host = await asking();
    host.store.later = true;
    const client = await host.ready();
    client.respond = () => ({ result: { decision: 'accept' } });
    const { thread } = await client.request('thread/start', {});
    await client.turn(thread.id);
    const asked = client.methods().indexOf(request);
    expect(client.methods().slice(asked - 2, asked)).toEqual(['thread/status/changed', 'item/started']);
  });

  test('a client without the experimental API is not sent what belongs to it', async () => {
    await using host = await asking();
    const client = await host.ready({});
    client.respond = () => ({ result: { decision: 'decline' } });
    const { thread } = await client.request('thread/start', {});
    await client.turn(thread.id);
    expect(client.messages.find(isRequest)?.params).not.toHaveProperty('availableDecisions');
  });

  test.each([
    ['decline', { result: { decision: 'decline' } }, 'completed'],
    ['an error', { error: { code: -32000, message: 'window closed' } }, 'completed'],
    ['a result without sense', { result: 'sure' }, 'completed'],
    ['no result', { result: null }, 'completed'],
    ['cancel', { result: { decision: 'cancel' } }, 'interrupted'],
  ])('%s: nothing runs', async (_, answer, status) => {
    await using host = await asking();
    const client = await host.ready();
    client.respond = () => answer;
    const { thread } = await client.request('thread/start', {});
    expect(await client.turn(thread.id)).toMatchObject({ status });
    expect(host.environment.spawned).toEqual([]);
    const asked = client.methods().indexOf(request);
    expect(client.methods().slice(asked, asked + 4)).toEqual([
      request,
      'serverRequest/resolved',
      'item/completed',
      'thread/status/changed',
    ]);
    expect(client.notifications('item/completed')[1]?.item).toMatchObject({ status: 'declined' });
  });

  test('a turn that is interrupted meanwhile: the question is settled, and a late answer is no matter', async () => {
    await using host = await asking();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const { turn } = await client.request('turn/start', { threadId: thread.id, input: text('go') });
    const question = await client.until(isRequest);
    await client.request('turn/interrupt', { threadId: thread.id, turnId: turn.id });
    expect(client.notifications('serverRequest/resolved')).toEqual([{ threadId: thread.id, requestId: 0 }]);
    client.send({ id: question.id, result: { decision: 'accept' } });
    expect(await client.ended(turn.id)).toMatchObject({ status: 'interrupted' });
    client.respond = () => ({ result: { decision: 'accept' } });
    expect(await client.turn(thread.id)).toMatchObject({ status: 'completed' });
    expect(host.environment.spawned).toHaveLength(1);
    expect(client.messages.filter(isRequest).map(({ id }) => id)).toEqual([0, 1]);
  });

  test('a client that goes away while it is asked has declined', async () => {
    await using host = await asking();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    await client.request('turn/start', { threadId: thread.id, input: text('go') });
    await client.until(isRequest);
    const before = client.messages.length;
    await client.disconnect();
    await host.model.requested(2);
    expect(host.model.requests[1]?.input).toContain('rejected by user');
    expect(host.environment.spawned).toEqual([]);
    expect(client.messages).toHaveLength(before);
  });

  test('nobody watches: declined without a question', async () => {
    await using host = await asking();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const { turn } = await client.request('turn/start', { threadId: thread.id, input: text('go') });
    await client.request('thread/unsubscribe', { threadId: thread.id });
    await host.model.requested(2);
    expect(host.model.requests[1]?.input).toContain('rejected by user');
    const watcher = await host.ready();
    await watcher.request('thread/resume', { threadId: thread.id });
    const read = await watcher.request('thread/read', { threadId: thread.id, includeTurns: true });
    expect(read.thread.turns[0]?.id).toBe(turn.id);
  });

  test('two clients are asked: the first answer counts, and both are told', async () => {
    await using host = await asking();
    const one = await host.ready();
    const two = await host.ready();
    const { thread } = await one.request('thread/start', {});
    await two.request('thread/resume', { threadId: thread.id });
    const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
    const questions = await Promise.all([one.until(isRequest), two.until(isRequest)]);
    expect(questions.map(({ id }) => id)).toEqual([0, 0]);
    two.send({ id: 0, result: { decision: 'accept' } });
    one.send({ id: 0, result: { decision: 'cancel' } });
    expect(await one.ended(turn.id)).toMatchObject({ status: 'completed' });
    for (const client of [one, two]) {
      expect(client.notifications('serverRequest/resolved')).toEqual([{ threadId: thread.id, requestId: 0 }]);
    }
    expect(host.environment.spawned).toHaveLength(1);
  });

  test('one of two clients answers with errors, even twice: the other one is still waited for', async () => {
    await using host = await asking();
    const one = await host.ready();
    const two = await host.ready();
    const { thread } = await one.request('thread/start', {});
    await two.request('thread/resume', { threadId: thread.id });
    const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
    await Promise.all([one.until(isRequest), two.until(isRequest)]);
    const error = { code: -32000, message: 'no window' };
    one.send({ id: 0, error });
    one.send({ id: 0, error });
    two.send({ id: 0, result: { decision: 'accept' } });
    await two.ended(turn.id);
    expect(host.environment.spawned).toHaveLength(1);
  });

  test('one of two clients goes away: the other one is still waited for', async () => {
    await using host = await asking();
    const one = await host.ready();
    const two = await host.ready();
    const { thread } = await one.request('thread/start', {});
    await two.request('thread/resume', { threadId: thread.id });
    const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
    await Promise.all([one.until(isRequest), two.until(isRequest)]);
    await one.disconnect();
    two.send({ id: 0, result: { decision: 'accept' } });
    await two.ended(turn.id);
    expect(host.environment.spawned).toHaveLength(1);
  });
});

test('two clients that watch one thread are told the same, in the same order', async () => {
  await using host = await appServer({ tools: [commandTool()] });
  const one = await host.ready();
  const two = await host.ready();
  const { thread } = await one.request('thread/start', {});
  await two.request('thread/resume', { threadId: thread.id });
  const from = [one.messages.length, two.messages.length];
  host.model.answer = (_, { number }) =>
    number % 2 === 1
      ? [
          { type: 'think', summary: 'hm' },
          { type: 'say', text: 'abc', deltas: ['a', 'b', 'c'] },
          { type: 'call', name: 'shell', args: { cmd: 'ls' } },
        ]
      : [{ type: 'say', text: 'done' }];
  await one.turn(thread.id);
  await two.turn(thread.id);
  const told = [one, two].map((client, at) =>
    client.messages.slice(from[at]).filter(({ method }) => method !== undefined && method !== 'thread/started'),
  );
  expect(told[0]).toEqual(told[1]);
  expect(told[0]?.length).toBeGreaterThan(30);
});

test('the server closes: the running turn is ended, told and stored', async () => {
  const host = await appServer();
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  host.model.answer = () => never();
  await client.request('turn/start', { threadId: thread.id, input: text('go') });
  await host.model.requested(1);
  await host.server.close();
  expect(client.notifications('turn/completed')).toMatchObject([{ turn: { status: 'interrupted' } }]);
  expect(host.store.lines(thread.id).at(-1)?.payload).toMatchObject({ type: 'turn_aborted' });
  expect(host.store.threads.get(thread.id)?.held).toBe(false);
  client.check();
});

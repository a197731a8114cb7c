import type { UserInput } from '@tenon/protocol';
import { commandTool } from '@tenon/testing/host';
import { describe, expect, test } from 'vitest';
import { appServer, never } from './server.ts';

const text = (words: string): UserInput[] => [{ type: 'text', text: words }];

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

  test('what is refused: no such thread, no input, too much of it, a relative folder', async () => {
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

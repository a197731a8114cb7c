import { tenonError } from '@tenon/plugin-api';
import { promptFragments } from '@tenon/plugin-api/prompt';
import { commandItem, commandTool, stepEvents, storeFull, type TestTool, testReviewer } from '@tenon/testing/host';
import { threadTurns } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import { hooks, items, never, outputs, Recorder, texts, turn, world } from './world.ts';

const lastOutput = (host: Awaited<ReturnType<typeof world>>, id: string) =>
  items(host.store.lines(id)).findLast(({ type }) => type === 'function_call_output')?.output;

describe('calls', () => {
  const callOnce =
    (name: string) =>
    (_: unknown, { number }: { number: number }) =>
      number === 1 ? [{ type: 'call' as const, name }] : [{ type: 'say' as const, text: 'done' }];

  test('an unknown tool', async () => {
    await using host = await world();
    const thread = host.newThread();
    host.model.answer = callOnce('shell');
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(lastOutput(host, thread.id)).toBe('unsupported call: shell');
  });

  const throwing = (error: unknown, later: boolean) => (): never => {
    if (later) return Promise.reject(error) as never;
    throw error;
  };

  test.each([true, false])('prepare fails (later: %s): the model reads why, there is no item', async (later) => {
    const tool: TestTool = { name: 'bad', prepare: throwing(new Error('cannot parse'), later) };
    await using host = await world({ tools: [tool] });
    const thread = host.newThread();
    const record = new Recorder(thread);
    host.model.answer = callOnce('bad');
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(lastOutput(host, thread.id)).toBe('cannot parse');
    expect(record.of('item/started').map(({ item }) => item.type)).toEqual(['userMessage', 'agentMessage']);
  });

  test('prepare gives nothing', async () => {
    await using host = await world({ tools: [{ name: 'bad', prepare: () => undefined as never }] });
    const thread = host.newThread();
    host.model.answer = callOnce('bad');
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(outputs(host.store.lines(thread.id)).get('call_1_0')).toBe(1);
  });

  test.each([true, false])('run fails (later: %s): its open items are completed as failed', async (later) => {
    const tool: TestTool = {
      name: 'bad',
      run: (call, { items: told }) => {
        told.started(commandItem(call.callId));
        return throwing(tenonError({ code: 'tool_broke', message: 'it broke' }), later)();
      },
    };
    await using host = await world({ tools: [tool] });
    const thread = host.newThread();
    const record = new Recorder(thread);
    host.model.answer = callOnce('bad');
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(lastOutput(host, thread.id)).toBe('it broke');
    expect(record.of('item/completed')[1]?.item).toMatchObject({ id: 'call_1_0', status: 'failed' });
  });

  test('an item is announced once, however often its tool says so', async () => {
    const tool: TestTool = {
      name: 'bad',
      run: async (call, { items: told }) => {
        told.started(commandItem(call.callId));
        told.started(commandItem(call.callId));
        return { output: '' };
      },
    };
    await using host = await world({ tools: [tool] });
    const thread = host.newThread();
    const record = new Recorder(thread);
    host.model.answer = callOnce('bad');
    await turn(thread);
    expect(record.of('item/started').filter(({ item }) => item.id === 'call_1_0')).toHaveLength(1);
  });
});

describe('the model', () => {
  test('an unknown provider: the turn fails and names those there are; begun and ended once', async () => {
    await using host = await world();
    const thread = host.newThread({ modelProvider: 'nobody' });
    const record = new Recorder(thread);
    const done = await turn(thread);
    expect(done).toMatchObject({
      status: 'failed',
      error: { message: 'Model provider `nobody` not found', additionalDetails: expect.stringContaining('test') },
    });
    expect(record.methods).toEqual([
      'thread/status/changed',
      'turn/started',
      'thread/status/changed',
      'error',
      'turn/completed',
    ]);
  });

  test('after a turn that failed before its prompt was taken, the next one tells the model everything', async () => {
    await using host = await world();
    const thread = host.newThread();
    const failed = await turn(thread, 'go');
    expect(failed.status).toBe('completed');
    const fresh = host.newThread();
    host.environment.files.clear();
    const image = fresh.startTurn([{ type: 'localImage', path: '/none.png' }]);
    expect(await image.done).toMatchObject({ status: 'failed' });
    await turn(fresh, 'again');
    const { input = '' } = host.model.requests.at(-1) ?? {};
    expect(input).toContain('<permissions>');
    expect(input).toContain('<environment_context>');
  });

  test('an error of its own comes through with its codexErrorInfo; calls that were made are answered', async () => {
    await using host = await world({ tools: [{ name: 'echo' }] });
    const thread = host.newThread();
    const codexErrorInfo = { responseStreamDisconnected: { httpStatusCode: 502 } };
    host.model.answer = async function* () {
      yield { type: 'created', responseId: 'r' };
      yield* stepEvents({ type: 'call', name: 'echo', callId: 'open' }, 1, 0);
      throw Object.assign(tenonError({ code: 'model_stream_broken', message: 'broke off' }), { codexErrorInfo });
    };
    expect(await turn(thread)).toMatchObject({ status: 'failed', error: { message: 'broke off', codexErrorInfo } });
    expect([...outputs(host.store.lines(thread.id))]).toEqual([['open', 1]]);
    const [stored] = threadTurns(host.store.lines(thread.id));
    expect(stored).toMatchObject({ status: 'failed', error: { message: 'broke off', codexErrorInfo } });
  });

  test('an unknown model works under cautious defaults, with one warning', async () => {
    await using host = await world({ tools: [{ name: 'plain' }, { name: 'free', custom: true }] });
    const thread = host.newThread({ model: 'brand-new' });
    const record = new Recorder(thread);
    await turn(thread);
    await turn(thread);
    expect(record.of('warning')).toMatchObject([
      { threadId: thread.id, message: expect.stringContaining('brand-new') },
    ]);
    expect(host.model.requests[0]?.request).toMatchObject({
      model: 'brand-new',
      parallelToolCalls: false,
      reasoning: null,
    });
    expect(host.model.requests[0]?.request.tools.map(({ name }) => name)).toEqual(['plain']);
  });
});

describe('input', () => {
  test('empty input is refused, and no turn begins', async () => {
    await using host = await world();
    const thread = host.newThread();
    expect(() => thread.startTurn([])).toThrow(expect.objectContaining({ code: 'input_empty' }));
    expect(thread.activeTurnId).toBeUndefined();
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
  });

  test('steering: nothing active, the wrong turn, empty', async () => {
    await using host = await world();
    const thread = host.newThread();
    const text = [{ type: 'text' as const, text: 'x' }];
    expect(() => thread.steer('x', text)).toThrow('no active turn to steer');
    host.model.answer = () => never();
    const { id } = thread.startTurn(text);
    expect(() => thread.steer('other', text)).toThrow(`expected active turn id \`other\` but found \`${id}\``);
    expect(() => thread.steer(id, [])).toThrow(expect.objectContaining({ code: 'input_empty' }));
    const ended = thread.interrupt(id);
    expect(() => thread.steer(id, text)).toThrow('no active turn to steer');
    await ended;
  });
});

describe.each([false, true])('the store (answers later: %s)', (later) => {
  test('full in mid-turn: the turn fails with that, clients are told, the next one works once there is space', async () => {
    await using host = await world({ tools: [{ name: 'echo' }] });
    host.store.later = later;
    const thread = host.newThread();
    const record = new Recorder(thread);
    let full = false;
    host.store.fault = () => (full ? storeFull() : undefined);
    host.model.answer = (_, { number }) => {
      if (number === 1) full = true;
      return number === 1 ? [{ type: 'call', name: 'echo' }] : [{ type: 'say', text: 'done' }];
    };
    expect(await turn(thread, 'first')).toMatchObject({
      status: 'failed',
      error: { message: 'no space left on device', additionalDetails: 'Make room and try again.' },
    });
    expect(record.methods.slice(-3)).toEqual(['thread/status/changed', 'error', 'turn/completed']);
    expect(host.model.requests).toHaveLength(1);
    const stored = host.store.lines(thread.id).length;
    full = false;
    expect(await turn(thread, 'second')).toMatchObject({ status: 'completed' });
    expect(host.store.lines(thread.id).length).toBeGreaterThan(stored);
    expect(host.model.requests[1]?.input).toContain('first');
    expect(host.model.requests[1]?.input).toContain('second');
    for (const count of outputs(host.store.lines(thread.id)).values()) expect(count).toBe(1);
  });

  test('full from the start: nothing is told as if it were stored', async () => {
    await using host = await world();
    host.store.later = later;
    const thread = host.newThread();
    const record = new Recorder(thread);
    host.store.fault = () => storeFull();
    expect(await turn(thread)).toMatchObject({ status: 'failed', error: { message: 'no space left on device' } });
    expect(record.methods).toEqual([
      'thread/status/changed',
      'turn/started',
      'thread/status/changed',
      'error',
      'turn/completed',
    ]);
    expect(host.store.lines(thread.id)).toEqual([]);
    expect(host.model.requests).toEqual([]);
    host.store.fault = () => undefined;
    expect(await turn(thread, 'with space')).toMatchObject({ status: 'completed' });
    expect(host.model.requests[0]?.input).toContain('<permissions>');
  });

  test('full while the user’s message is stored: it is not told, the model is not asked', async () => {
    await using host = await world();
    host.store.later = later;
    const thread = host.newThread();
    const record = new Recorder(thread);
    let full = true;
    host.store.fault = (_, lines) =>
      full && lines.some(({ type }) => type === 'turn_context') ? storeFull() : undefined;
    expect(await turn(thread, 'lost')).toMatchObject({ status: 'failed' });
    expect(record.of('item/started')).toEqual([]);
    expect(host.model.requests).toEqual([]);
    full = false;
    await turn(thread, 'kept');
    expect(host.model.requests[0]?.input).toContain('<permissions>');
    expect(host.model.requests[0]?.input).not.toContain('lost');
  });

  test.each(['run', 'ask'] as const)('full when a decision is stored: nothing runs (policy: %s)', async (kind) => {
    const reviewer = testReviewer();
    await using host = await world({ tools: [commandTool()], reviewer: reviewer.plugin });
    host.store.later = later;
    host.policy.decide = ({ profile }) => ({ kind, profile });
    const thread = host.newThread();
    host.store.fault = (_, lines) => (lines.some(({ type }) => type === 'tenon_decision') ? storeFull() : undefined);
    host.model.answer = ({ input }) =>
      input.at(-1)?.type === 'function_call_output'
        ? [{ type: 'say', text: 'done' }]
        : [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
    await turn(thread);
    expect(reviewer.asked).toHaveLength(kind === 'ask' ? 1 : 0);
    expect(host.environment.spawned).toEqual([]);
  });

  test('full when an interrupted turn ends: the turn fails with that, and the history stays whole', async () => {
    await using host = await world({ tools: [{ name: 'hang', run: () => never() }] });
    host.store.later = later;
    const thread = host.newThread();
    let full = false;
    host.store.fault = () => (full ? storeFull() : undefined);
    host.model.answer = () => [{ type: 'call', name: 'hang', callId: 'open' }];
    const started = thread.startTurn([{ type: 'text', text: 'go' }]);
    await host.model.requested(1);
    while (!outputs(host.store.lines(thread.id)).has('open')) await new Promise((resolve) => setImmediate(resolve));
    full = true;
    await thread.interrupt(started.id);
    expect(await started.done).toMatchObject({ status: 'failed', error: { message: 'no space left on device' } });
    full = false;
    host.model.answer = () => [{ type: 'say', text: 'fine' }];
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    const input = host.model.requests.at(-1)?.input ?? '';
    expect(input.split('"type":"function_call_output"')).toHaveLength(2);
  });
});

test('a store that fails once, while the model still speaks: the turn ends with that, and its end is stored', async () => {
  await using host = await world();
  host.store.later = true;
  const thread = host.newThread();
  let failed = false;
  host.store.fault = (_, lines) => {
    if (failed || !JSON.stringify(lines).includes('half an answer')) return undefined;
    failed = true;
    return storeFull();
  };
  host.model.answer = async function* (_, { number }) {
    yield { type: 'created', responseId: 'r' };
    yield* stepEvents({ type: 'say', text: 'half an answer' }, number, 0);
    await never();
  };
  expect(await turn(thread)).toMatchObject({ status: 'failed', error: { message: 'no space left on device' } });
  expect(threadTurns(host.store.lines(thread.id))).toMatchObject([
    { status: 'failed', error: { message: 'no space left on device' }, completedAt: expect.any(Number) },
  ]);
  expect(texts(host.store.lines(thread.id))).not.toContain('half an answer');
  expect(host.errors).toEqual([]);
});

test('one output that cannot be stored: the other calls are waited for before the turn ends', async () => {
  const release = Promise.withResolvers<void>();
  const tool: TestTool = {
    name: 'wait',
    parallel: true,
    run: async ({ callId }) => {
      if (callId === 'b') await release.promise;
      return { output: `out ${callId}` };
    },
  };
  await using host = await world({ tools: [tool] });
  const thread = host.newThread();
  const refused = Promise.withResolvers<void>();
  host.store.fault = (_, lines) => {
    if (!JSON.stringify(lines).includes('out a')) return undefined;
    refused.resolve();
    return storeFull();
  };
  host.model.answer = () => ['a', 'b'].map((callId) => ({ type: 'call', name: 'wait', callId }));
  const done = turn(thread);
  await refused.promise;
  await new Promise((resolve) => setImmediate(resolve));
  expect(thread.activeTurnId).toBeDefined();
  release.resolve();
  expect(await done).toMatchObject({ status: 'failed' });
  const outs = items(host.store.lines(thread.id)).filter(({ type }) => type === 'function_call_output');
  expect(outs.map(({ call_id, output }) => [call_id, output])).toEqual([
    ['b', 'out b'],
    ['a', 'aborted: the turn failed'],
  ]);
});

test('a prompt fragment that fails is left out and reported; the turn goes on', async () => {
  const fragment = promptFragments.add('broken', () => ({
    role: 'user' as const,
    read: async () => {
      throw new Error('fragment broke');
    },
  }));
  await using host = await world({ plugins: [hooks([fragment])] });
  const thread = host.newThread();
  expect(await thread.instructionSources()).toEqual([]);
  expect(await turn(thread)).toMatchObject({ status: 'completed' });
  expect(host.errors).toMatchObject([{ code: 'prompt_fragment_failed', plugin: 'test.hooks' }]);
});

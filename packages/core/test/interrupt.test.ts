import { addContext, beforeModelRequest, userPromptSubmit } from '@tenon/plugin-api/events';
import { promptFragments } from '@tenon/plugin-api/prompt';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import type { ServerNotification } from '@tenon/protocol';
import { commandTool, stepEvents, type TestTool } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import type { Thread } from '../src/index.ts';
import { hooks, never, outputs, Recorder, turn, type World, world } from './world.ts';

const ofTurn = (id: string) => (one: ServerNotification) => {
  const params = one.params as { turnId?: string; turn?: { id: string } };
  return params.turnId === id || params.turn?.id === id;
};

/** Interrupts the running turn and checks all that must hold after it, whatever it was doing. */
async function interruptAndCheck(host: World, thread: Thread, record: Recorder, id: string): Promise<void> {
  await thread.interrupt(id);
  expect(thread.status).toEqual({ type: 'idle' });
  expect(thread.activeTurnId).toBeUndefined();
  expect(record.methods.slice(-2)).toEqual(['thread/status/changed', 'turn/completed']);
  expect(record.of('turn/completed').at(-1)?.turn).toMatchObject({ id, status: 'interrupted', error: null });
  expect(record.of('turn/started').filter((one) => one.turn.id === id)).toHaveLength(1);
  const before = record.seen.length;

  host.model.answer = () => [{ type: 'say', text: 'back again' }];
  expect(await turn(thread, 'next')).toMatchObject({ status: 'completed' });
  expect(record.seen.slice(before).filter(ofTurn(id))).toEqual([]);
  const input = JSON.parse(host.model.requests.at(-1)?.input ?? '[]') as { type: string; call_id?: string }[];
  const calls = input.filter(({ type }) => type.endsWith('_call'));
  for (const { call_id } of calls) {
    expect(input.filter((item) => item.type.endsWith('_call_output') && item.call_id === call_id)).toHaveLength(1);
  }
  for (const count of outputs(host.store.lines(thread.id)).values()) expect(count).toBe(1);
  await expect(thread.interrupt(id)).rejects.toMatchObject({ code: 'no_active_turn' });
}

const go = (thread: Thread) => thread.startTurn([{ type: 'text', text: 'go' }]).id;

test('while the provider has not answered, and never will', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => never();
  const id = go(thread);
  await host.model.requested(1);
  await interruptAndCheck(host, thread, record, id);
});

test('in mid-stream, with a provider that ignores the signal and goes on', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  const more = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  host.model.answer = async function* () {
    try {
      yield { type: 'created', responseId: 'r' };
      yield* stepEvents({ type: 'call', name: 'nothing' }, 1, 0);
      yield { type: 'itemStarted', id: 'm', item: { type: 'message', role: 'assistant', content: [] } };
      yield { type: 'textDelta', id: 'm', delta: 'half' };
      await more.promise;
      yield { type: 'textDelta', id: 'm', delta: ' of it' };
      yield* stepEvents({ type: 'say', text: 'too late' }, 1, 1);
    } finally {
      over.resolve();
    }
  };
  const id = go(thread);
  await record.next((one) => one.method === 'item/agentMessage/delta');
  const ended = thread.interrupt(id);
  await ended;
  const seen = record.seen.length;
  more.resolve();
  await over.promise;
  expect(record.seen).toHaveLength(seen);
  expect(JSON.stringify(host.store.lines(thread.id))).not.toContain('too late');
  await expect(thread.interrupt(id)).rejects.toMatchObject({ code: 'no_active_turn' });
  host.model.answer = () => [{ type: 'say', text: 'back' }];
  expect(await turn(thread)).toMatchObject({ status: 'completed' });
  expect([...outputs(host.store.lines(thread.id))]).toEqual([['call_1_0', 1]]);
});

/** A command that runs until it is released, and does not look at the signal. */
function stubborn(fields: Partial<TestTool> = {}) {
  const running = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const returned = Promise.withResolvers<void>();
  const tool = commandTool({
    run: async (call, { items, spawn }) => {
      items.started({ type: 'plan', id: call.callId, text: '' });
      running.resolve();
      await release.promise;
      items.notify('item/commandExecution/outputDelta', { itemId: call.callId, delta: 'late' });
      items.completed({ type: 'plan', id: call.callId, text: 'late' });
      items.started({ type: 'plan', id: 'another', text: '' });
      await spawn({ argv: ['late'], cwd: '/work' }).catch(() => {});
      returned.resolve();
      return { output: 'late' };
    },
    ...fields,
  });
  return { tool, running: running.promise, release: release.resolve, returned: returned.promise };
}

test('while a tool runs that ignores the signal; what it does later is not told, and starts nothing', async () => {
  const { tool, running, release, returned } = stubborn();
  await using host = await world({ tools: [tool] });
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => [
    { type: 'call', name: 'shell', args: { cmd: 'one' } },
    { type: 'call', name: 'shell', args: { cmd: 'two' } },
  ];
  const id = go(thread);
  await running;
  await interruptAndCheck(host, thread, record, id);
  const seen = record.seen.length;
  release();
  await returned;
  expect(record.seen).toHaveLength(seen);
  expect(host.environment.spawned).toEqual([]);
});

test('while tools run together that ignore the signal', async () => {
  const { tool, running } = stubborn({ parallel: true });
  await using host = await world({ tools: [tool] });
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => [1, 2, 3].map((at) => ({ type: 'call' as const, name: 'shell', args: { cmd: `${at}` } }));
  const id = go(thread);
  await running;
  await interruptAndCheck(host, thread, record, id);
});

test('while a tool is prepared that never is', async () => {
  const preparing = Promise.withResolvers<void>();
  const tool: TestTool = {
    name: 'slow',
    prepare: () => {
      preparing.resolve();
      return never();
    },
  };
  await using host = await world({ tools: [tool] });
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => [{ type: 'call', name: 'slow' }];
  const id = go(thread);
  await preparing.promise;
  await interruptAndCheck(host, thread, record, id);
});

test.each([true, false])('while approval is asked (an askPerson that listens: %s)', async (listens) => {
  const asked = Promise.withResolvers<void>();
  const askPerson: AskPerson = (_method, _params, signal) => {
    asked.resolve();
    return new Promise((_resolve, reject) => {
      if (listens) signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  await using host = await world({ tools: [commandTool()], askPerson });
  host.policy.decide = ({ profile }) => ({ kind: 'ask', profile });
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
  const id = go(thread);
  await asked.promise;
  expect(thread.status).toEqual({ type: 'active', activeFlags: ['waitingOnApproval'] });
  await interruptAndCheck(host, thread, record, id);
  expect(host.environment.spawned).toEqual([]);
});

test('while the policy decides, and never does', async () => {
  const deciding = Promise.withResolvers<void>();
  await using host = await world({ tools: [commandTool()] });
  host.policy.decide = () => {
    deciding.resolve();
    return never();
  };
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
  const id = go(thread);
  await deciding.promise;
  await interruptAndCheck(host, thread, record, id);
});

test('in a userPromptSubmit handler that hangs: the next turn begins with the whole opening', async () => {
  const called = Promise.withResolvers<AbortSignal>();
  let hang = true;
  const handler = userPromptSubmit.on((_, { signal }) => {
    if (!hang) return undefined;
    called.resolve(signal);
    return never();
  });
  await using host = await world({ plugins: [hooks([handler])] });
  const thread = host.newThread();
  const record = new Recorder(thread);
  const id = go(thread);
  const signal = await called.promise;
  hang = false;
  await interruptAndCheck(host, thread, record, id);
  expect(signal.aborted).toBe(true);
  expect(host.model.requests).toHaveLength(1);
  const input = host.model.requests[0]?.input ?? '';
  expect(input).toContain('<permissions>');
  expect(input).toContain('<environment_context>');
  expect(input).not.toContain('"go"');
});

test('while a prompt fragment is read that never ends', async () => {
  const reading = Promise.withResolvers<void>();
  const fragment = promptFragments.add('slow', () => ({
    role: 'user' as const,
    read: () => {
      reading.resolve();
      return never();
    },
  }));
  await using host = await world({ plugins: [hooks([fragment])] });
  const thread = host.newThread();
  const record = new Recorder(thread);
  const id = go(thread);
  await reading.promise;
  await thread.interrupt(id);
  expect(record.of('turn/completed')[0]?.turn).toMatchObject({ id, status: 'interrupted' });
  expect(thread.status).toEqual({ type: 'idle' });
});

test('while the store has not answered: the model is not asked any more', async () => {
  const handler = beforeModelRequest.on(() => addContext('a word before'));
  await using host = await world({ plugins: [hooks([handler])] });
  host.store.later = true;
  const thread = host.newThread();
  const interrupted = Promise.withResolvers<void>();
  host.store.fault = (_, lines) => {
    if (JSON.stringify(lines).includes('a word before'))
      thread.interrupt().then(interrupted.resolve, interrupted.reject);
    return undefined;
  };
  const { done } = thread.startTurn([{ type: 'text', text: 'go' }]);
  expect(await done).toMatchObject({ status: 'interrupted' });
  await interrupted.promise;
  expect(host.model.requests).toEqual([]);
});

test('before the turn began', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  const id = go(thread);
  await interruptAndCheck(host, thread, record, id);
  expect(host.model.requests).toHaveLength(1);
});

test('twice, and after the end', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  await expect(thread.interrupt()).rejects.toMatchObject({
    code: 'no_active_turn',
    message: 'no active turn to interrupt',
  });
  host.model.answer = () => never();
  const id = go(thread);
  await host.model.requested(1);
  await expect(thread.interrupt('another')).rejects.toMatchObject({ code: 'no_active_turn' });
  await Promise.all([thread.interrupt(id), thread.interrupt()]);
  expect(record.of('turn/completed')).toHaveLength(1);
  await expect(thread.interrupt(id)).rejects.toMatchObject({ code: 'no_active_turn' });
});

test('a tool that cleans up when told to stop is waited for', async () => {
  const running = Promise.withResolvers<void>();
  let cleaned = false;
  const tool: TestTool = {
    name: 'tidy',
    run: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        running.resolve();
        signal.addEventListener('abort', () =>
          setImmediate(() => {
            cleaned = true;
            reject(signal.reason);
          }),
        );
      }),
  };
  await using host = await world({ tools: [tool] });
  const thread = host.newThread();
  host.model.answer = () => [{ type: 'call', name: 'tidy' }];
  const id = go(thread);
  await running.promise;
  await thread.interrupt(id);
  expect(cleaned).toBe(true);
});

test('a turn scope ends with its turn, the thread scope with the thread', async () => {
  const scopes: AbortSignal[] = [];
  const tool: TestTool = {
    name: 'look',
    run: async (_, { turnScope, threadScope }) => {
      scopes.push(turnScope.signal, threadScope.signal);
      return { output: '' };
    },
  };
  await using host = await world({ tools: [tool] });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'look' }] : [{ type: 'say', text: 'ok' }];
  await turn(thread);
  expect(scopes.map(({ aborted }) => aborted)).toEqual([true, false]);
  await thread.close();
  expect(scopes.map(({ aborted }) => aborted)).toEqual([true, true]);
  expect(() => thread.startTurn([{ type: 'text', text: 'x' }])).toThrow(
    expect.objectContaining({ code: 'thread_closed' }),
  );
});

test('closing a thread ends its turn', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => never();
  go(thread);
  await host.model.requested(1);
  await host.manager.unload(thread.id);
  expect(record.methods.at(-1)).toBe('turn/completed');
  expect(host.store.threads.get(thread.id)?.held).toBe(false);
  expect(await host.manager.unload(thread.id)).toBe(false);
});

import { tenonError } from '@tenon/plugin-api';
import { commandTool } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import { items, Recorder, turn, world } from './world.ts';

const v7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a text turn: events in order, as clients know them', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = () => [
    { type: 'think', summary: 'thinking' },
    { type: 'say', text: 'Hello world', deltas: ['Hello ', 'world'] },
  ];
  const done = await turn(thread, 'please do it');
  expect(record.methods).toEqual([
    'thread/status/changed',
    'turn/started',
    'item/started',
    'item/completed',
    'item/started',
    'item/reasoning/summaryPartAdded',
    'item/reasoning/summaryTextDelta',
    'item/completed',
    'item/started',
    'item/agentMessage/delta',
    'item/agentMessage/delta',
    'item/completed',
    'thread/tokenUsage/updated',
    'thread/status/changed',
    'turn/completed',
  ]);
  expect(done).toMatchObject({ status: 'completed', items: [], error: null });
  expect(record.of('turn/completed')).toEqual([{ threadId: thread.id, turn: done }]);
  expect(record.of('turn/started')[0]?.turn).toMatchObject({ id: done.id, status: 'inProgress', items: [] });
  expect(record.of('thread/status/changed').map(({ status }) => status)).toEqual([
    { type: 'active', activeFlags: [] },
    { type: 'idle' },
  ]);
  const completed = record.of('item/completed').map(({ item }) => item);
  expect(completed).toMatchObject([
    { type: 'userMessage', content: [{ type: 'text', text: 'please do it', text_elements: [] }] },
    { type: 'reasoning', id: 'rs_1_0', summary: ['thinking'], content: [] },
    { type: 'agentMessage', id: 'msg_1_1', text: 'Hello world', phase: null, memoryCitation: null },
  ]);
  expect(record.of('thread/tokenUsage/updated')[0]?.tokenUsage).toMatchObject({
    total: { totalTokens: 120 },
    last: { totalTokens: 120 },
    modelContextWindow: 95_000,
  });
  for (const id of [thread.id, done.id, completed[0]?.id]) expect(id).toMatch(v7);
});

test('a turn with a command: its item stands between the two model calls', async () => {
  await using host = await world({ tools: [commandTool()] });
  host.environment.command = () => ({ output: 'one\n', code: 1 });
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = (_, { number }) =>
    number === 1
      ? [
          { type: 'say', text: 'Running.', phase: 'commentary' },
          { type: 'call', name: 'shell', args: { cmd: 'ls' } },
        ]
      : [{ type: 'say', text: 'done', phase: 'final_answer' }];
  await turn(thread);
  expect(record.methods).toEqual([
    'thread/status/changed',
    'turn/started',
    'item/started',
    'item/completed',
    'item/started',
    'item/agentMessage/delta',
    'item/completed',
    'thread/tokenUsage/updated',
    'item/started',
    'item/commandExecution/outputDelta',
    'item/completed',
    'item/started',
    'item/agentMessage/delta',
    'item/completed',
    'thread/tokenUsage/updated',
    'thread/status/changed',
    'turn/completed',
  ]);
  expect(record.of('item/completed')[2]?.item).toMatchObject({
    type: 'commandExecution',
    id: 'call_1_1',
    status: 'failed',
    exitCode: 1,
    aggregatedOutput: 'one\n',
  });
  expect(record.of('thread/tokenUsage/updated').map(({ tokenUsage }) => tokenUsage.total.totalTokens)).toEqual([
    120, 240,
  ]);
  expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({ type: 'function_call_output', output: 'one\n' });
});

test('a failed turn: systemError, error, turn/completed with the same error; the next turn works', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = (_, { number }) => {
    if (number > 1) return [{ type: 'say', text: 'fine' }];
    const error = tenonError({ code: 'model_request_failed', message: 'quota is gone', mend: 'Wait.' });
    throw Object.assign(error, { codexErrorInfo: 'usageLimitExceeded' });
  };
  const done = await turn(thread);
  const error = { message: 'quota is gone', codexErrorInfo: 'usageLimitExceeded', additionalDetails: 'Wait.' };
  expect(record.seen.slice(4)).toEqual([
    { method: 'thread/status/changed', params: { threadId: thread.id, status: { type: 'systemError' } } },
    { method: 'error', params: { error, willRetry: false, threadId: thread.id, turnId: done.id } },
    { method: 'turn/completed', params: { threadId: thread.id, turn: done } },
  ]);
  expect(done).toMatchObject({ status: 'failed', error });
  expect(thread.status).toEqual({ type: 'systemError' });
  expect(await turn(thread)).toMatchObject({ status: 'completed' });
  expect(thread.status).toEqual({ type: 'idle' });
});

test('an interrupted turn: idle, turn/completed interrupted', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const started = thread.startTurn([{ type: 'text', text: 'go' }]);
  await host.model.requested(1);
  await thread.interrupt(started.id);
  expect(record.methods.slice(4)).toEqual(['thread/status/changed', 'turn/completed']);
  expect(record.of('turn/completed')[0]?.turn).toMatchObject({ status: 'interrupted', error: null, items: [] });
  expect(thread.status).toEqual({ type: 'idle' });
});

interface Kept {
  readonly method: string;
  readonly lines: number;
}

test('what a client was told is stored: each event comes after its lines', async () => {
  for (const later of [false, true]) {
    await using host = await world({ tools: [commandTool()] });
    host.store.later = later;
    const thread = host.newThread();
    host.model.answer = (_, { number }) =>
      number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
    const kept: Kept[] = [];
    thread.subscribe(({ notification }) => {
      kept.push({ method: notification.method, lines: host.store.lines(thread.id).length });
    });
    await turn(thread);
    const at = (method: string) => kept.filter((one) => one.method === method).map(({ lines }) => lines);
    expect(at('turn/started')).toEqual([2]);
    expect(at('item/completed').every((count) => count > 2)).toBe(true);
    expect(at('turn/completed')).toEqual([host.store.lines(thread.id).length]);
  }
});

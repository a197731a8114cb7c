import type { UserInput } from '@tenon/protocol';
import type { TestTool } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import { appServer } from './server.ts';

const input: UserInput[] = [{ type: 'text', text: 'go' }];

/** A tool whose time is up at once, if time passes. */
const impatient = (began: () => void): TestTool => ({
  name: 'impatient',
  run: (_, { clock, signal }) =>
    new Promise((resolve, reject) => {
      clock.after(1, () => resolve({ output: 'the time is up' }));
      signal.addEventListener('abort', () => reject(signal.reason));
      began();
    }),
});

async function waitingTool() {
  const began = Promise.withResolvers<void>();
  const host = await appServer({ tools: [impatient(began.resolve)] });
  host.model.answer = (_, { number }) =>
    number % 2 === 1 ? [{ type: 'call', name: 'impatient' }] : [{ type: 'say', text: 'done' }];
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  return { host, client, threadId: thread.id, began: began.promise };
}

test('while a client asks a person, the time-outs of tools stand still; another client may count down', async () => {
  const { host, client, threadId, began } = await waitingTool();
  await using _host = host;
  const other = await host.ready();
  expect(await client.request('thread/increment_elicitation', { threadId })).toEqual({ count: 1, paused: true });
  expect(await other.request('thread/increment_elicitation', { threadId })).toEqual({ count: 2, paused: true });
  const { turn } = await client.request('turn/start', { threadId, input });
  await began;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await other.request('thread/decrement_elicitation', { threadId })).toEqual({ count: 1, paused: true });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(client.notifications('turn/completed')).toEqual([]);
  expect(await other.request('thread/decrement_elicitation', { threadId })).toEqual({ count: 0, paused: false });
  expect(await client.ended(turn.id)).toMatchObject({ status: 'completed' });
  expect(host.model.requests[1]?.input).toContain('the time is up');
});

test('a turn that waits so can be interrupted', async () => {
  const { host, client, threadId, began } = await waitingTool();
  await using _host = host;
  await client.request('thread/increment_elicitation', { threadId });
  const { turn } = await client.request('turn/start', { threadId, input });
  await began;
  await client.request('turn/interrupt', { threadId, turnId: turn.id });
  expect(await client.ended(turn.id)).toMatchObject({ status: 'interrupted' });
});

test('what is refused: a count below zero, a thread that is not loaded, a client that only reads', async () => {
  const { host, client, threadId } = await waitingTool();
  await using _host = host;
  expect(await client.refused('thread/decrement_elicitation', { threadId })).toEqual({
    code: -32600,
    message: 'out-of-band elicitation count is already zero',
    data: { code: 'elicitation_count_zero', mend: expect.stringContaining('thread/increment_elicitation') },
  });
  expect(await client.request('thread/increment_elicitation', { threadId })).toEqual({ count: 1, paused: true });
  for (const method of ['thread/increment_elicitation', 'thread/decrement_elicitation']) {
    expect(await client.refused(method, { threadId: 'none' })).toMatchObject({ message: 'thread not found: none' });
  }
  const reader = await host.ready();
  await reader.request('thread/resume', { threadId, readOnly: true });
  expect(await reader.refused('thread/increment_elicitation', { threadId })).toMatchObject({
    data: { code: 'thread_read_only' },
  });
});

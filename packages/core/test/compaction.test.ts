import { tenonError } from '@tenon/plugin-api';
import { expect, test } from 'vitest';
import { never, Recorder, turn, world } from './world.ts';

test('the summary takes the place of the history, the user’s messages stay; the next turn tells the context anew', async () => {
  await using host = await world();
  const thread = host.newThread();
  host.model.answer = (_, { number }) => [{ type: 'say', text: number === 2 ? 'the summary' : `answer ${number}` }];
  await turn(thread, 'first wish');
  const record = new Recorder(thread);
  expect(await thread.compact().done).toMatchObject({ status: 'completed' });
  expect(record.methods).toEqual([
    'thread/status/changed',
    'turn/started',
    'item/started',
    'thread/tokenUsage/updated',
    'item/completed',
    'warning',
    'thread/status/changed',
    'turn/completed',
  ]);
  expect(record.of('item/completed')[0]?.item).toMatchObject({ type: 'contextCompaction' });
  const asked = host.model.requests[1];
  expect(asked?.input.startsWith(host.model.requests[0]?.input.slice(0, -1) ?? 'x')).toBe(true);
  expect(asked?.request.input.at(-1)).toMatchObject({ role: 'user' });
  const line = host.store.lines(thread.id).find(({ type }) => type === 'compacted');
  expect(line?.payload).toMatchObject({
    message: expect.stringContaining('the summary'),
    replacement_history: [
      { role: 'user', content: [{ text: 'first wish' }] },
      { role: 'user', content: [{ text: expect.stringContaining('the summary') }] },
    ],
  });
  await turn(thread, 'second wish');
  const after = host.model.requests[2]?.input ?? '';
  for (const words of ['first wish', 'the summary', '<permissions>', '<environment_context>', 'second wish']) {
    expect(after).toContain(words);
  }
  expect(after).not.toContain('answer 1');
});

test('a model that fails, or says nothing, or is interrupted, leaves the history as it was', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread, 'wish');
  host.model.answer = () => {
    throw tenonError({ code: 'model_failed', message: 'no model today' });
  };
  expect(await thread.compact().done).toMatchObject({ status: 'failed', error: { message: 'no model today' } });
  host.model.answer = () => [{ type: 'say', text: ' ' }];
  expect(await thread.compact().done).toMatchObject({ status: 'failed' });
  host.model.answer = () => never();
  const compaction = thread.compact();
  await host.model.requested(4);
  expect(() => thread.steer(compaction.id, [{ type: 'text', text: 'x' }])).toThrow('cannot steer a compact turn');
  await thread.interrupt(compaction.id);
  host.model.answer = () => [{ type: 'say', text: 'fine' }];
  await turn(thread, 'next');
  expect(host.model.requests.at(-1)?.request.input.slice(0, -1)).toEqual(
    host.model.requests[3]?.request.input.slice(0, -1),
  );
  expect(() => host.newThread().compact()).toThrow(expect.objectContaining({ code: 'thread_empty' }));
});

test('a history that the model cannot hold is summed up without its oldest part, and who watches is told', async () => {
  await using host = await world();
  const thread = host.newThread();
  for (const wish of ['first', 'second', 'third', 'fourth']) await turn(thread, `${wish} wish`);
  const whole = host.model.requests.at(-1)?.request.input.length ?? 0;
  const record = new Recorder(thread);
  host.model.answer = (request) => {
    if (request.input.length > whole / 2)
      throw tenonError({ code: 'model_context_window_exceeded', message: 'too long' });
    return [{ type: 'say', text: 'the summary' }];
  };
  expect(await thread.compact().done).toMatchObject({ status: 'completed' });
  const asked = host.model.requests.at(-1)?.input ?? '';
  expect(asked).toContain('fourth wish');
  expect(asked).not.toContain('first wish');
  expect(record.of('warning').map(({ message }) => message)).toEqual([
    expect.stringMatching(/^The history did not fit into the model: its \d+ oldest items/),
    expect.stringContaining('compacted'),
  ]);
  // The user's own messages are kept all the same.
  const line = host.store.lines(thread.id).find(({ type }) => type === 'compacted');
  expect(JSON.stringify(line?.payload)).toContain('first wish');

  host.model.answer = () => {
    throw tenonError({ code: 'model_context_window_exceeded', message: 'too long' });
  };
  expect(await thread.compact().done).toMatchObject({ status: 'failed', error: { message: 'too long' } });
});

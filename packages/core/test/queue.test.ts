import { expect, test } from 'vitest';
import { heldTurn, text } from './held-turn.ts';
import { never, texts, turn, world } from './world.ts';

test('a turn that is started while one runs steers it: the same turn comes back, and the model reads the input', async () => {
  await using host = await world();
  const { thread, first, go } = await heldTurn(host);
  const second = thread.startTurn(text('two'), { effort: 'high' });
  expect(second.id).toBe(first.id);
  go();
  expect(await second.done).toMatchObject({ id: first.id, status: 'completed' });
  expect(host.model.requests[1]?.input).toContain('two');
  expect(thread.settings.effort).toBe('high');
});

test('an output schema is for a turn of its own', async () => {
  await using host = await world();
  const thread = host.newThread();
  host.model.answer = () => never();
  thread.startTurn(text('one'));
  expect(() => thread.startTurn(text('two'), { outputSchema: {}, effort: 'high' })).toThrow(
    expect.objectContaining({ code: 'output_schema_needs_turn', mend: expect.stringContaining('queue') }),
  );
  expect(thread.settings.effort).toBeNull();
  await thread.interrupt();
});

test('queued turns begin in order, each when the one before has ended, with their own overrides', async () => {
  await using host = await world();
  const { thread, record, first, go } = await heldTurn(host);
  const second = thread.startTurn(text('two'), { queue: true, cwd: '/two', outputSchema: { type: 'object' } });
  const third = thread.startTurn(text('three'), { queue: true });
  expect(new Set([first.id, second.id, third.id]).size).toBe(3);
  expect(thread.settings.cwd).toBe('/work');
  go();
  await thread.idle();
  const told = record.seen.flatMap(({ method, params }) =>
    method === 'turn/started' || method === 'turn/completed' ? [[method, params.turn.id]] : [],
  );
  expect(told).toEqual(
    [first, second, third].flatMap(({ id }) => [
      ['turn/started', id],
      ['turn/completed', id],
    ]),
  );
  expect(host.model.requests.map(({ request }) => request.turnId)).toEqual([first.id, second.id, third.id]);
  expect(host.model.requests.map(({ request }) => request.outputSchema)).toEqual([
    undefined,
    { type: 'object' },
    undefined,
  ]);
  expect(thread.settings.cwd).toBe('/two');
});

test('a turn that waits can be interrupted: it is begun and ended for clients, and nothing of it is stored', async () => {
  await using host = await world();
  const { thread, record, first, go } = await heldTurn(host);
  const waiting = thread.startTurn(text('never mind'), { queue: true });
  await thread.interrupt(waiting.id);
  expect(await waiting.done).toMatchObject({ id: waiting.id, status: 'interrupted' });
  await expect(thread.interrupt(waiting.id)).rejects.toMatchObject({ code: 'no_active_turn' });
  expect(thread.activeTurnId).toBe(first.id);
  go();
  expect(await first.done).toMatchObject({ status: 'completed' });
  expect(record.of('turn/completed').map(({ turn: { id, status } }) => [id, status])).toEqual([
    [waiting.id, 'interrupted'],
    [first.id, 'completed'],
  ]);
  expect(texts(host.store.lines(thread.id))).not.toContain('never mind');
});

test('a turn started while the running one is being interrupted gets its own turn behind it', async () => {
  await using host = await world();
  const thread = host.newThread();
  host.model.answer = (_, { number }) => (number === 1 ? never() : [{ type: 'say', text: 'done' }]);
  const first = thread.startTurn(text('one'));
  await host.model.requested(1);
  const ended = thread.interrupt(first.id);
  const second = thread.startTurn(text('two'));
  expect(second.id).not.toBe(first.id);
  await ended;
  expect(await second.done).toMatchObject({ status: 'completed' });
});

test('closing ends those that wait; a failed turn does not keep the next from beginning', async () => {
  await using host = await world();
  const thread = host.newThread();
  host.model.answer = (_, { number }) => {
    if (number === 1) throw new Error('broke');
    return number === 2 ? [{ type: 'say', text: 'fine' }] : never();
  };
  const first = thread.startTurn(text('one'));
  const second = thread.startTurn(text('two'), { queue: true });
  expect(await first.done).toMatchObject({ status: 'failed' });
  expect(await second.done).toMatchObject({ status: 'completed' });
  const third = thread.startTurn(text('three'));
  const fourth = thread.startTurn(text('four'), { queue: true });
  await thread.close();
  expect((await third.done).status).toBe('interrupted');
  expect((await fourth.done).status).toBe('interrupted');
  await expect(turn(thread)).rejects.toMatchObject({ code: 'thread_closed' });
});

test('what the client says of a turn reaches the requests of that turn alone', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread, 'one', { clientMetadata: { task: '42' }, outputSchema: { type: 'object' } });
  await turn(thread, 'two');
  const [first, second] = host.model.requests.map(({ request }) => request);
  expect(first).toMatchObject({ clientMetadata: { task: '42' }, outputSchema: { type: 'object' } });
  expect(second).not.toHaveProperty('clientMetadata');
  expect(second).not.toHaveProperty('outputSchema');
});

import { expect, test } from 'vitest';
import { world } from './world.ts';

const text = (words: string) => [{ type: 'text' as const, text: words }];

test('metadata of a steer joins what later requests of the turn carry, and wins; a queued turn has its own', async () => {
  await using host = await world();
  const thread = host.newThread();
  const go = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  host.model.answer = async (_, { number }) => {
    await go[number - 1]?.promise;
    return [{ type: 'say', text: `answer ${number}` }];
  };
  const first = thread.startTurn(text('one'), { clientMetadata: { app: 'a', mood: 'calm' } });
  await host.model.requested(1);
  thread.startTurn(text('queued'), { queue: true, clientMetadata: { only: 'queued' } });
  thread.startTurn(text('last'), { queue: true });
  thread.steer(first.id, text('two'), { mood: 'hurried' });
  go[0]?.resolve();
  await host.model.requested(2);
  thread.startTurn(text('three'), { clientMetadata: { extra: 'x' } });
  thread.steer(first.id, text('four'));
  go[1]?.resolve();
  await thread.idle();
  expect(host.model.requests.map(({ request }) => request.clientMetadata)).toEqual([
    { app: 'a', mood: 'calm' },
    { app: 'a', mood: 'hurried' },
    { app: 'a', mood: 'hurried', extra: 'x' },
    { only: 'queued' },
    undefined,
  ]);
});

test('a turn that began without metadata gets that of its steer', async () => {
  await using host = await world();
  const thread = host.newThread();
  const go = Promise.withResolvers<void>();
  host.model.answer = async (_, { number }) => {
    if (number === 1) await go.promise;
    return [{ type: 'say', text: `answer ${number}` }];
  };
  const { id } = thread.startTurn(text('one'));
  await host.model.requested(1);
  thread.steer(id, text('two'), { app: 'a' });
  go.resolve();
  await thread.idle();
  expect(host.model.requests.map(({ request }) => request.clientMetadata)).toEqual([undefined, { app: 'a' }]);
});

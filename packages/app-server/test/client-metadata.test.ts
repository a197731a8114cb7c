import type { UserInput } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { appServer } from './server.ts';

const text = (words: string): UserInput[] => [{ type: 'text', text: words }];

test('responsesapiClientMetadata of turn/steer and of a steering turn/start reaches the next request', async () => {
  await using host = await appServer();
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  const threadId = thread.id;
  const go = Promise.withResolvers<void>();
  host.model.answer = async (_, { number }) => {
    if (number === 1) await go.promise;
    return [{ type: 'say', text: `answer ${number}` }];
  };
  const asked = { app: 'a' };
  const { turn } = await client.request('turn/start', {
    threadId,
    input: text('one'),
    responsesapiClientMetadata: asked,
  });
  await host.model.requested(1);
  await client.request('turn/steer', {
    threadId,
    expectedTurnId: turn.id,
    input: text('two'),
    responsesapiClientMetadata: { by: 'steer' },
  });
  await client.request('turn/start', {
    threadId,
    input: text('three'),
    responsesapiClientMetadata: { by: 'start', app: 'b' },
  });
  go.resolve();
  await client.ended(turn.id);
  expect(host.model.requests.map(({ request }) => request.clientMetadata)).toEqual([asked, { app: 'b', by: 'start' }]);
});

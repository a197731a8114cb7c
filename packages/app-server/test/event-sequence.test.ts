import { expect, test } from 'vitest';
import { appServer } from './server.ts';

test('eventSequence needs experimentalApi, as the cursor does; the handshake can be made again', async () => {
  await using host = await appServer();
  const client = host.client();
  const clientInfo = { name: 'x', version: '1' };
  for (const capabilities of [{ eventSequence: true }, { eventSequence: true, experimentalApi: false }]) {
    expect(await client.refused('initialize', { clientInfo, capabilities })).toEqual({
      code: -32600,
      message: 'initialize.capabilities.eventSequence requires experimentalApi capability',
    });
  }
  expect((await client.refused('thread/start', {})).message).toBe('Not initialized');
  await client.initialize({ eventSequence: false });
  await client.request('thread/start', {});
  await client.until(({ method }) => method === 'thread/started');
  expect(client.messages.filter((message) => 'seq' in message)).toEqual([]);
});

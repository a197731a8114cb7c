import { expect, test } from 'vitest';
import { appServer } from './server.ts';

const numbered = { experimentalApi: true, eventSequence: true };

test('events have the same number for all; one that comes back is sent what it missed; a reader may not write', async () => {
  await using host = await appServer();
  const one = await host.ready(numbered);
  const started = await one.request('thread/start', {});
  const threadId = started.thread.id;
  const two = await host.ready(numbered);
  const { cursor } = await two.request('thread/resume', { threadId, readOnly: true });
  expect(cursor).toMatch(/^[0-9a-f]{16}:0$/);
  await two.disconnect();
  await one.turn(threadId);
  const events = (client: typeof one) => client.messages.filter((message) => 'seq' in message);
  expect(events(one).map((event) => (event as { seq?: number }).seq)).toEqual(events(one).map((_, index) => index + 1));
  const again = await host.ready(numbered);
  const resumed = await again.request('thread/resume', { threadId, readOnly: true, ...(cursor && { cursor }) });
  expect(resumed.replay).toEqual({ complete: true });
  expect(events(again)).toEqual(events(one));
  expect(await again.refused('turn/start', { threadId, input: [] })).toMatchObject({
    data: { code: 'thread_read_only' },
  });
  const other = await host.ready(numbered);
  expect((await other.request('thread/resume', { threadId, cursor: '0000000000000000:3' })).replay).toEqual({
    complete: false,
  });
});

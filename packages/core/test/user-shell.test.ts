import { expect, test } from 'vitest';
import { heldTurn } from './held-turn.ts';
import { Recorder, turn, world } from './world.ts';

test('on an idle thread a command is a turn; the model finds its output in the history', async () => {
  await using host = await world();
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.environment.command = () => ({ output: 'hello there' });
  expect(await thread.shellCommand('echo hello')?.done).toMatchObject({ status: 'completed' });
  expect(record.of('item/completed')[0]?.item).toMatchObject({
    type: 'commandExecution',
    source: 'userShell',
    status: 'completed',
    aggregatedOutput: 'hello there',
    exitCode: 0,
  });
  expect(host.environment.spawned).toMatchObject([{ argv: [expect.any(String), '-lc', 'echo hello'], cwd: '/work' }]);
  await turn(thread);
  expect(host.model.requests[0]?.input).toContain('hello there');
  expect(() => thread.shellCommand(' ')).toThrow(expect.objectContaining({ code: 'command_empty' }));
});

test('beside a running turn it belongs to that turn', async () => {
  await using host = await world();
  const { thread, record, first, go } = await heldTurn(host);
  host.environment.command = () => ({ output: 'beside' });
  const told = record.next(({ method }) => method === 'item/completed');
  expect(thread.shellCommand('ls')).toBeUndefined();
  await told;
  go();
  expect(await first.done).toMatchObject({ status: 'completed' });
  const shell = record.of('item/completed').find(({ item }) => item.type === 'commandExecution');
  expect(shell).toMatchObject({ turnId: first.id });
  await turn(thread);
  expect(host.model.requests[1]?.input).toContain('beside');
});

test('cleaning ends what tools left in the background; tools go on with another owner', async () => {
  const ended: string[] = [];
  await using host = await world({
    tools: [
      {
        name: 'background',
        run: async (call, { threadScope }) => {
          threadScope.defer(() => void ended.push(call.callId));
          return { output: 'runs on' };
        },
      },
    ],
  });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number % 2 === 1
      ? [{ type: 'call', name: 'background', callId: `call-${number}` }]
      : [{ type: 'say', text: 'done' }];
  await turn(thread);
  expect(ended).toEqual([]);
  await thread.cleanTerminals();
  expect(ended).toEqual(['call-1']);
  await turn(thread);
  await thread.close();
  expect(ended).toEqual(['call-1', 'call-3']);
});

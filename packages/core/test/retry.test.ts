import { allow, approvalRequest, ask, beforeTool } from '@tenon/plugin-api/events';
import type { RunContext } from '@tenon/plugin-api/tool';
import type { PermissionProfile } from '@tenon/protocol';
import { commandItem, commandTool, type TestTool, testReviewer } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import { decisions } from './gated.ts';
import { hooks, items, Recorder, turn, type WorldOptions, world } from './world.ts';

const unconfined: PermissionProfile = { type: 'disabled' };

/** A thread whose model runs `ls` once a turn with a tool that asks to run it again, as often as `asks` says. */
async function retrying(options: Omit<WorldOptions, 'reviewer'> & { readonly asks?: number } = {}) {
  const { asks = 1, ...more } = options;
  const reviewer = testReviewer();
  let context: RunContext | undefined;
  const tool: TestTool = {
    ...commandTool(),
    run: async ({ callId }, given) => {
      context = given;
      const command = { argv: ['/bin/ls'], cwd: '/work' };
      given.items.started(commandItem(callId));
      await given.spawn(command);
      const answers: boolean[] = [];
      for (let at = 0; at < asks; at += 1) {
        const allowed = (await given.retry?.('command failed; retry without sandbox?')) ?? false;
        answers.push(allowed);
        if (allowed) await given.spawn(command);
      }
      return { output: JSON.stringify(answers) };
    },
  };
  const host = await world({ tools: [tool], ...more, reviewer: reviewer.plugin });
  host.policy.decide = ({ profile }) => ({ kind: 'run', profile, retry: unconfined });
  const thread = host.newThread();
  const record = new Recorder(thread);
  host.model.answer = ({ input }) =>
    input.at(-1)?.type === 'function_call_output'
      ? [{ type: 'say', text: 'done' }]
      : [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
  return {
    host,
    thread,
    record,
    reviewer,
    context: () => context,
    outputs: () =>
      items(host.store.lines(thread.id))
        .filter(({ type }) => type === 'function_call_output')
        .map(({ output }) => output),
    profiles: () => host.sandbox.wrapped.map(({ request }) => request.profile.type),
    log: () => decisions(host.store.lines(thread.id)),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

test('yes: what is spawned from then on runs under the other profile', async () => {
  await using one = await retrying();
  await turn(one.thread);
  expect(one.profiles()).toEqual(['managed', 'disabled']);
  expect(one.reviewer.asked).toMatchObject([
    {
      reason: 'command failed; retry without sandbox?',
      // The first question about the item: nothing has to be told apart.
      approvalId: null,
      availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
    },
  ]);
  expect(one.log()).toMatchObject([
    { decision: 'run', by: 'policy' },
    { decision: 'approved', by: 'reviewer:user', retry: true },
  ]);
  expect(one.log()[0]).not.toHaveProperty('retry');
});

test('asked about before it ran: the second question has an id of its own', async () => {
  await using asked = await retrying({ plugins: [hooks([beforeTool.on(() => ask('look'))])] });
  await turn(asked.thread);
  expect(
    asked.reviewer.asked.map(({ approvalId, reviewId }) => [approvalId === null, approvalId === reviewId]),
  ).toEqual([
    [true, false],
    [false, true],
  ]);
});

test('no: the call’s own outcome stands, and its item is not declined', async () => {
  await using one = await retrying();
  one.reviewer.review = () => ({ kind: 'denied' });
  await turn(one.thread);
  expect(one.outputs()).toEqual(['[false]']);
  expect(one.profiles()).toEqual(['managed']);
  expect(JSON.stringify(one.record.of('item/completed'))).not.toContain('declined');
});

test('cancel: so it is, and the turn ends', async () => {
  await using one = await retrying();
  one.reviewer.review = () => ({ kind: 'denied', endTurn: true });
  expect(await turn(one.thread)).toMatchObject({ status: 'interrupted' });
  expect(one.outputs()).toEqual(['[false]']);
  expect(one.log().at(-1)).toMatchObject({ decision: 'cancelled', retry: true });
});

test('for the session: not asked again; and the first run of the command was not meant', async () => {
  await using one = await retrying();
  one.reviewer.review = () => ({ kind: 'approved', scope: 'session' });
  await turn(one.thread);
  await turn(one.thread);
  expect(one.reviewer.asked).toHaveLength(1);
  expect(one.profiles()).toEqual(['managed', 'disabled', 'managed', 'disabled']);
  expect(one.log().at(-1)).toMatchObject({ decision: 'approved_for_session', by: 'remembered', retry: true });
  one.host.policy.decide = ({ profile }) => ({ kind: 'ask', profile });
  await turn(one.thread);
  expect(one.reviewer.asked).toHaveLength(2);
});

test('once a call', async () => {
  await using one = await retrying({ asks: 2 });
  await turn(one.thread);
  expect(one.outputs()).toEqual(['a call may ask once to run its command again']);
  expect(one.reviewer.asked).toHaveLength(1);
});

test('handlers may answer, and nobody is asked under never', async () => {
  await using handled = await retrying({ plugins: [hooks([approvalRequest.on(() => allow())])] });
  await turn(handled.thread);
  expect(handled.profiles()).toEqual(['managed', 'disabled']);
  await using never = await retrying();
  await turn(never.thread, 'go', { approvalPolicy: 'never' });
  expect(never.profiles()).toEqual(['managed']);
  expect(handled.reviewer.asked.length + never.reviewer.asked.length).toBe(0);
});

test('without one in the decision there is nothing to ask, and nothing is spawned once the call is over', async () => {
  await using one = await retrying();
  one.host.policy.decide = ({ profile }) => ({ kind: 'run', profile });
  await turn(one.thread);
  expect(one.context()).not.toHaveProperty('retry');
  await expect(one.context()?.spawn({ argv: ['/bin/ls'], cwd: '/work' })).rejects.toMatchObject({ code: 'call_over' });
  expect(one.host.environment.spawned).toHaveLength(1);
});

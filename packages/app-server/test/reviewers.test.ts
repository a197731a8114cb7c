import { commandTool, testReviewer } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import { appServer } from './server.ts';

/** A host whose policy asks about every command, and a reviewer that denies them. */
async function denying() {
  const reviewer = testReviewer({ name: 'auto_review' });
  reviewer.review = () => ({ kind: 'denied', reason: 'too risky' });
  const host = await appServer({ tools: [commandTool()], plugins: [reviewer.plugin] });
  host.policy.decide = ({ profile }) => ({ kind: 'ask', profile });
  host.model.answer = ({ input }) =>
    input.at(-1)?.type === 'function_call_output'
      ? [{ type: 'say', text: 'done' }]
      : [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
  return host;
}

test('a thread may have another reviewer, if there is one: clients are told, and not asked', async () => {
  await using host = await denying();
  const client = await host.ready();
  const { thread, approvalsReviewer } = await client.request('thread/start', {
    approvalsReviewer: 'guardian_subagent',
  });
  expect(approvalsReviewer).toBe('guardian_subagent');
  await client.turn(thread.id);
  expect(client.notifications('item/autoApprovalReview/completed')).toMatchObject([
    { review: { status: 'denied', rationale: 'too risky' }, targetItemId: 'call_1_0' },
  ]);
  expect(client.messages.filter(({ method }) => method?.includes('requestApproval'))).toEqual([]);
  expect(host.model.requests[1]?.input).toContain('rejected by auto_review: too risky');

  // From a turn on it is a person again.
  client.respond = () => ({ result: { decision: 'accept' } });
  const { turn } = await client.request('turn/start', {
    threadId: thread.id,
    input: [{ type: 'text', text: 'go' }],
    approvalsReviewer: 'user',
  });
  await client.ended(turn.id);
  expect(host.environment.spawned).toHaveLength(1);
});

test('thread/approveGuardianDeniedAction: the action runs, once', async () => {
  await using host = await denying();
  const client = await host.ready();
  const { thread } = await client.request('thread/start', { approvalsReviewer: 'auto_review' });
  await client.turn(thread.id);
  const [event] = client.notifications('item/autoApprovalReview/completed');
  const method = 'thread/approveGuardianDeniedAction';
  expect(await client.refused(method, { threadId: thread.id, event: {} })).toMatchObject({
    message: 'event must have the id of a review: `reviewId`, or `id`',
  });
  expect(await client.refused(method, { threadId: thread.id, event: { id: 'another' } })).toMatchObject({
    data: { code: 'no_denied_action' },
  });
  expect(await client.request(method, { threadId: thread.id, event: { id: event?.reviewId } })).toEqual({});
  await client.turn(thread.id);
  expect(host.environment.spawned).toHaveLength(1);
  await client.turn(thread.id);
  expect(host.environment.spawned).toHaveLength(1);
});

test.each(['thread/start', 'thread/resume', 'thread/fork', 'turn/start'] as const)(
  '%s names no reviewer that is not there',
  async (method) => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const params = { threadId: thread.id, input: [{ type: 'text', text: 'go' }], approvalsReviewer: 'auto_review' };
    expect(await client.refused(method, params)).toMatchObject({
      message: `${method}.approvalsReviewer \`auto_review\` is unsupported in this version`,
      data: { code: 'unsupported' },
    });
  },
);

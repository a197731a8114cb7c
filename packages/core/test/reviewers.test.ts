import { approvalRequest, deny } from '@tenon/plugin-api/events';
import { commandTool, testReviewer } from '@tenon/testing/host';
import { describe, expect, test } from 'vitest';
import { decideAsk, decisions, ran, rejected, runCommands } from './gated.ts';
import { hooks, never, Recorder, texts, turn, world } from './world.ts';

const asks = { policy: 'ask' } as const;
const failed = (reason: string) => rejected(`not approved, because the approval failed: ${reason}`);

describe('the reviewer that the thread names', () => {
  test('is given the action and what may be answered', async () => {
    const reviewer = testReviewer();
    const { outputs, thread, done } = await runCommands({ ...asks, reviewer: reviewer.plugin }, 'ls');
    expect(outputs).toEqual(ran('ls'));
    expect(reviewer.asked).toEqual([
      {
        reviewId: expect.any(String),
        threadId: thread.id,
        turnId: done.id,
        itemId: 'call_1_0',
        approvalId: null,
        cwd: '/work',
        action: expect.objectContaining({ type: 'command', script: 'ls' }),
        reason: 'policy asks',
        availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
        amendment: null,
      },
    ]);
  });

  test('denies with words of its own', async () => {
    const reviewer = testReviewer();
    reviewer.review = () => ({ kind: 'denied', reason: 'too risky' });
    const { outputs, host, record } = await runCommands({ ...asks, reviewer: reviewer.plugin }, 'ls');
    expect(outputs).toEqual([rejected('rejected by user: too risky')]);
    expect(host.environment.spawned).toEqual([]);
    expect(record.of('item/completed')[1]?.item).toMatchObject({ status: 'declined' });
  });

  test('is asked after handlers, and not where one of them answered', async () => {
    const reviewer = testReviewer();
    const plugins = [hooks([approvalRequest.on(() => deny('no'))])];
    await runCommands({ ...asks, reviewer: reviewer.plugin, plugins }, 'ls');
    expect(reviewer.asked).toEqual([]);
  });
});

describe('a review that failed refuses, and is not said to be a no', () => {
  const cases: readonly [string, unknown, RegExp | string][] = [
    ['no review', 'approved', 'the answer is no review: \\"approved\\"'],
    ['nothing', undefined, 'the answer is no review: undefined'],
    ['an unknown kind', { kind: 'sure' }, 'the answer is no review: {\\"kind\\":\\"sure\\"}'],
    ['no scope', { kind: 'approved' }, 'the answer is no review: {\\"kind\\":\\"approved\\"}'],
    ['an amendment that was not offered', { kind: 'approvedByRule' }, 'an amendment of the rules was not offered'],
    [
      'permissions that were not asked for',
      { kind: 'granted', scope: 'turn', permissions: {} },
      'a grant of permissions was not offered',
    ],
    ['a failure of its own', { kind: 'failed', reason: 'no model' }, 'no model'],
    ['a failure without a reason', { kind: 'failed' }, 'the answer is no review: {\\"kind\\":\\"failed\\"}'],
    ['a no whose reason is no text', { kind: 'denied', reason: 7 }, /the answer is no review/],
  ];
  test.each(cases)('%s', async (_, review, reason) => {
    const reviewer = testReviewer();
    reviewer.review = () => review;
    const { outputs, host, thread } = await runCommands({ ...asks, reviewer: reviewer.plugin }, 'ls');
    if (typeof reason === 'string') expect(outputs).toEqual([failed(reason)]);
    else expect(outputs[0]).toMatch(reason);
    expect(host.environment.spawned).toEqual([]);
    expect(decisions(host.store.lines(thread.id))).toMatchObject([{ decision: 'failed', by: 'reviewer:user' }]);
  });

  test('something that goes round in circles', async () => {
    const reviewer = testReviewer();
    const round: { self?: unknown } = {};
    round.self = round;
    reviewer.review = () => round;
    const { outputs } = await runCommands({ ...asks, reviewer: reviewer.plugin }, 'ls');
    expect(outputs).toEqual([failed('the answer is no review: a value that is no JSON')]);
  });

  test('it rejects', async () => {
    const reviewer = testReviewer();
    reviewer.review = () => Promise.reject(new Error('it broke'));
    const { outputs, thread, host } = await runCommands({ ...asks, reviewer: reviewer.plugin }, 'ls');
    expect(outputs).toEqual([failed('it broke')]);
    expect(decisions(host.store.lines(thread.id))).toMatchObject([{ decision: 'failed', reason: 'it broke' }]);
  });

  test('its time is up: its signal is aborted', async () => {
    const reviewer = testReviewer({ timeoutMs: 5 });
    let aborted = false;
    reviewer.review = (_, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return never();
    };
    const { outputs, done } = await runCommands({ ...asks, reviewer: reviewer.plugin }, 'ls');
    expect(outputs).toEqual([failed('the review took over 5 ms')]);
    expect(aborted).toBe(true);
    expect(done.status).toBe('completed');
  });

  test('it is not there', async () => {
    const { outputs, thread, host } = await runCommands(
      { ...asks, settings: { approvalsReviewer: 'auto_review' } },
      'ls',
    );
    expect(outputs).toEqual([failed('there is no reviewer `auto_review`: no active plugin provides it')]);
    expect(decisions(host.store.lines(thread.id))).toMatchObject([{ decision: 'failed', by: 'reviewer:auto_review' }]);
  });
});

describe('a reviewer that is no person', () => {
  const automatic = (review: unknown, more: object = {}) => {
    const reviewer = testReviewer({ name: 'auto_review', ...more });
    reviewer.review = () => review;
    return { ...asks, reviewer: reviewer.plugin, settings: { approvalsReviewer: 'auto_review' } } as const;
  };

  test.each([
    [{ kind: 'approved', scope: 'once' }, { status: 'approved' }],
    [
      { kind: 'denied', reason: 'no' },
      { status: 'denied', rationale: 'no' },
    ],
    [
      { kind: 'failed', reason: 'offline' },
      { status: 'aborted', rationale: 'offline' },
    ],
  ])('is told of, behind the item that it judges: %j', async (review, wire) => {
    const { record, thread, done } = await runCommands(automatic(review), 'ls');
    const ids = { threadId: thread.id, turnId: done.id, targetItemId: 'call_1_0', reviewId: expect.any(String) };
    const action = { type: 'command', command: '/bin/sh -lc ls', cwd: '/work', source: 'unifiedExec' };
    expect(record.of('item/autoApprovalReview/started')).toEqual([
      { ...ids, action, review: { status: 'inProgress' } },
    ]);
    expect(record.of('item/autoApprovalReview/completed')).toEqual([
      { ...ids, action, review: wire, decisionSource: 'agent' },
    ]);
    const at = record.methods.indexOf('item/autoApprovalReview/started');
    expect(record.methods[at - 1]).toBe('item/started');
    // Nobody waits for a person.
    expect(record.of('thread/status/changed')).toHaveLength(2);
  });

  test('one whose time is up', async () => {
    const options = automatic(never(), { timeoutMs: 5 });
    const { record } = await runCommands(options, 'ls');
    expect(record.of('item/autoApprovalReview/completed')).toMatchObject([{ review: { status: 'timedOut' } }]);
  });

  test('one that the turn does not wait for', async () => {
    const reviewing = Promise.withResolvers<void>();
    const reviewer = testReviewer({ name: 'auto_review' });
    reviewer.review = () => {
      reviewing.resolve();
      return never();
    };
    await using host = await world({ tools: [commandTool()], reviewer: reviewer.plugin });
    host.policy.decide = decideAsk();
    const thread = host.newThread({ approvalsReviewer: 'auto_review' });
    const record = new Recorder(thread);
    host.model.answer = () => [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
    const done = turn(thread);
    await reviewing.promise;
    await thread.interrupt();
    expect(await done).toMatchObject({ status: 'interrupted' });
    expect(record.of('item/autoApprovalReview/completed')).toMatchObject([
      { review: { status: 'aborted', rationale: 'the turn was ended' } },
    ]);
    expect(record.methods.at(-1)).toBe('turn/completed');
    expect(decisions(host.store.lines(thread.id))).toEqual([]);
  });

  test('one whose time is up asks nobody any more', async () => {
    const reviewer = testReviewer({ name: 'auto_review', timeoutMs: 5 });
    const late = Promise.withResolvers<unknown>();
    reviewer.review = ({ threadId, turnId, itemId }, { askPerson, signal }) => {
      const ids = { threadId, turnId, itemId };
      signal.addEventListener('abort', () => {
        const unheard = new AbortController().signal;
        const asking = () => askPerson('item/commandExecution/requestApproval', ids, unheard);
        setTimeout(() => asking().then(late.resolve, late.resolve), 200);
      });
      return never();
    };
    const asked: unknown[] = [];
    const { thread } = await runCommands(
      {
        ...asks,
        reviewer: reviewer.plugin,
        settings: { approvalsReviewer: 'auto_review' },
        askPerson: async (method) => asked.push(method) as never,
      },
      'ls',
    );
    expect(await late.promise).toMatchObject({ message: 'the review is over' });
    expect([asked, thread.status]).toEqual([[], { type: 'idle' }]);
  });

  test('may ask a person itself: then the thread waits', async () => {
    const reviewer = testReviewer({ name: 'auto_review' });
    reviewer.review = async ({ threadId, turnId, itemId }, { askPerson, signal }) => {
      await askPerson('item/commandExecution/requestApproval', { threadId, turnId, itemId }, signal);
      return { kind: 'approved', scope: 'once' };
    };
    const { record, outputs } = await runCommands(
      {
        ...asks,
        reviewer: reviewer.plugin,
        settings: { approvalsReviewer: 'guardian_subagent' },
        askPerson: async () => ({ decision: 'accept' }) as never,
      },
      'ls',
    );
    expect(outputs).toEqual(ran('ls'));
    expect(record.of('thread/status/changed').map(({ status }) => status)).toMatchObject([
      { activeFlags: [] },
      { activeFlags: ['waitingOnApproval'] },
      { activeFlags: [] },
      { type: 'idle' },
    ]);
  });
});

describe('what an automatic reviewer denied, and a person approves afterwards', () => {
  async function denying() {
    const reviewer = testReviewer({ name: 'auto_review' });
    reviewer.review = () => ({ kind: 'denied', reason: 'no' });
    const host = await world({ tools: [commandTool()], reviewer: reviewer.plugin });
    host.policy.decide = decideAsk();
    const thread = host.newThread({ approvalsReviewer: 'auto_review' });
    let cmd = 'ls';
    host.model.answer = ({ input }) =>
      input.at(-1)?.type === 'function_call_output'
        ? [{ type: 'say', text: 'done' }]
        : [{ type: 'call', name: 'shell', args: { cmd } }];
    const run = async (command = 'ls') => {
      cmd = command;
      await turn(thread);
      return host.environment.spawned.length;
    };
    return { host, thread, reviewer, run, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
  }

  test('runs once, just that, and the model is told', async () => {
    await using one = await denying();
    expect(await one.run()).toBe(0);
    const { reviewId = '' } = one.reviewer.asked[0] ?? {};
    await one.thread.approveDenied(reviewId);
    expect(texts(one.host.store.lines(one.thread.id)).join()).toContain(
      'The user has approved the command `ls` in /work',
    );
    expect(await one.run('ls -a')).toBe(0);
    expect(await one.run()).toBe(1);
    expect(decisions(one.host.store.lines(one.thread.id)).at(-1)).toMatchObject({
      decision: 'approved',
      by: 'remembered',
    });
    expect(await one.run()).toBe(1);
    await expect(one.thread.approveDenied(reviewId)).rejects.toMatchObject({ code: 'no_denied_action' });
  });

  test('what a person denied is not approved so', async () => {
    const reviewer = testReviewer();
    reviewer.review = () => ({ kind: 'denied' });
    await using host = await world({ tools: [commandTool()], reviewer: reviewer.plugin });
    host.policy.decide = decideAsk();
    const thread = host.newThread();
    host.model.answer = (_, { number }) =>
      number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
    await turn(thread);
    const { reviewId = '' } = reviewer.asked[0] ?? {};
    await expect(thread.approveDenied(reviewId)).rejects.toMatchObject({ code: 'no_denied_action' });
  });
});

import type { AskPerson, Review, ReviewRequest } from '@tenon/plugin-api/reviewer';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { AdditionalPermissionProfile } from '@tenon/protocol';
import { testPlugin } from '@tenon/testing/plugin';
import { describe, expect, test } from 'vitest';
import plugin from './index.ts';
import { userReviewer } from './user.ts';

testPlugin(plugin);

const command: ToolAction = {
  type: 'command',
  argv: ['/bin/bash', '-lc', 'touch made.txt'],
  script: 'touch made.txt',
  cwd: '/ws',
  escalate: false,
  commandActions: [{ type: 'unknown', command: 'touch made.txt' }],
};
const permissions: AdditionalPermissionProfile = {
  network: null,
  fileSystem: {
    read: null,
    write: ['/ws/extra'],
    entries: [{ path: { type: 'path', path: '/ws/extra' }, access: 'write' }],
  },
};
const fileChange: ToolAction = { type: 'fileChange', patch: '', changes: [] };

const request = (action: ToolAction, more: Partial<ReviewRequest> = {}): ReviewRequest => ({
  reviewId: 'review-1',
  threadId: 'thread-1',
  turnId: 'turn-1',
  itemId: 'call-1',
  approvalId: null,
  cwd: '/ws',
  action,
  reason: null,
  availableDecisions: ['accept', 'cancel'],
  amendment: null,
  ...more,
});

/** What a person is asked, and what becomes of that answer. */
async function ask(asked: ReviewRequest, answer: unknown) {
  const seen: { method: string; params: unknown }[] = [];
  const askPerson: AskPerson = async (method, params) => {
    seen.push({ method, params });
    return answer as never;
  };
  const review = await userReviewer.review(asked, { signal: new AbortController().signal, askPerson });
  return { review, seen };
}

const ids = { threadId: 'thread-1', turnId: 'turn-1', itemId: 'call-1' };

describe('what is asked', () => {
  test('what a terminal would act on is shown as an escape', async () => {
    const script = 'rm -rf x\r\u001b[2Kls';
    const hidden: ToolAction = {
      ...command,
      argv: ['/bin/bash', '-lc', script],
      script,
      commandActions: [{ type: 'search', command: script, query: '\u202ex', path: null }],
    };
    const reason = 'harmless\u001b[8m';
    const [asked] = (await ask(request(hidden, { reason }), { decision: 'accept' })).seen;
    expect(asked?.params).toMatchObject({
      command: "/bin/bash -lc $'rm -rf x\\x0d\\x1b[2Kls'",
      commandActions: [{ type: 'search', command: 'rm -rf x\\x0d\\x1b[2Kls', query: '\\u202ex', path: null }],
      reason: 'harmless\\x1b[8m',
    });
    for (const action of [fileChange, { type: 'permissions', permissions, reason } as const]) {
      const [other] = (await ask(request(action, { reason }), { decision: 'accept', permissions: {} })).seen;
      expect(other?.params).toMatchObject({ reason: 'harmless\\x1b[8m' });
    }
  });

  test('a plain command: as the peer asks, keys with nothing to say left out', async () => {
    const { seen } = await ask(request(command), { decision: 'accept' });
    expect(seen).toEqual([
      {
        method: 'item/commandExecution/requestApproval',
        params: {
          ...ids,
          command: "/bin/bash -lc 'touch made.txt'",
          cwd: '/ws',
          commandActions: [{ type: 'unknown', command: 'touch made.txt' }],
          availableDecisions: ['accept', 'cancel'],
        },
      },
    ]);
  });

  test('a command with everything', async () => {
    const asked = request(
      { ...command, additionalPermissions: permissions },
      { approvalId: 'a-2', reason: 'Why?', amendment: { prefix: ['touch'], alsoAllows: ['touch any file.'] } },
    );
    const { seen } = await ask(asked, { decision: 'accept' });
    expect(seen[0]?.params).toMatchObject({
      approvalId: 'a-2',
      reason: 'Why?\nA rule for commands that begin with `touch` would also allow: touch any file.',
      additionalPermissions: permissions,
      proposedExecpolicyAmendment: ['touch'],
    });
  });

  test('a change of files', async () => {
    const { seen } = await ask(request(fileChange), { decision: 'accept' });
    expect(seen).toEqual([
      { method: 'item/fileChange/requestApproval', params: { ...ids, reason: null, grantRoot: null } },
    ]);
  });

  test('permissions', async () => {
    const { seen } = await ask(request({ type: 'permissions', permissions, reason: 'need' }, { reason: 'need' }), {
      permissions: {},
    });
    expect(seen).toEqual([
      { method: 'item/permissions/requestApproval', params: { ...ids, cwd: '/ws', reason: 'need', permissions } },
    ]);
  });
});

describe('what is answered', () => {
  test.each<[unknown, Review]>([
    ['accept', { kind: 'approved', scope: 'once' }],
    ['acceptForSession', { kind: 'approved', scope: 'session' }],
    ['decline', { kind: 'denied' }],
    ['cancel', { kind: 'denied', endTurn: true }],
  ])('%s, of a command and of files', async (decision, review) => {
    for (const action of [command, fileChange]) {
      expect((await ask(request(action), { decision })).review).toEqual(review);
    }
  });

  test('an amendment counts only as it was proposed', async () => {
    const amended = (...words: string[]) => ({
      decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: words } },
    });
    const asked = request(command, { amendment: { prefix: ['touch', 'made.txt'], alsoAllows: [] } });
    expect((await ask(asked, amended('touch', 'made.txt'))).review).toEqual({ kind: 'approvedByRule' });
    for (const words of [['touch'], [], ['touch', 'made.txt', 'x'], ['touch made.txt']]) {
      expect((await ask(asked, amended(...words))).review).toMatchObject({ kind: 'failed' });
    }
    expect((await ask(request(command), amended('touch'))).review).toMatchObject({ kind: 'failed' });
  });

  test('about the network: that was not asked', async () => {
    const decision = { applyNetworkPolicyAmendment: { network_policy_amendment: { action: 'allow', host: 'x' } } };
    expect((await ask(request(command), { decision })).review).toMatchObject({ kind: 'failed' });
  });

  test('permissions: for the turn unless it says otherwise; strict automatic review is none of ours', async () => {
    const asked = request({ type: 'permissions', permissions, reason: null });
    const review = async (answer: object) => (await ask(asked, answer)).review;
    expect(await review({ permissions })).toEqual({ kind: 'granted', permissions, scope: 'turn' });
    expect(await review({ permissions, scope: 'session' })).toEqual({ kind: 'granted', permissions, scope: 'session' });
    expect(await review({ permissions: {} })).toEqual({ kind: 'granted', permissions: {}, scope: 'turn' });
    expect(await review({ permissions, strictAutoReview: true })).toMatchObject({ kind: 'failed' });
  });

  test('what nobody can be asked is left to whoever asked for the review', async () => {
    const askPerson: AskPerson = () => Promise.reject(new Error('nobody'));
    const review = userReviewer.review(request(command), { signal: new AbortController().signal, askPerson });
    await expect(review).rejects.toThrow('nobody');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerReader } from './client-answer.ts';

const command = answerReader('item/commandExecution/requestApproval');
const files = answerReader('item/fileChange/requestApproval');
const amendment = ['git', 'add'];
const network = { network_policy_amendment: { host: 'example.org', action: 'allow' } };

describe('answers of older clients', () => {
  test.each([
    ['approved', 'accept'],
    ['approved_for_session', 'acceptForSession'],
    ['denied', 'decline'],
    ['timed_out', 'decline'],
    ['abort', 'cancel'],
    ['accept', 'accept'],
    ['cancel', 'cancel'],
  ])('%s is %s', async (decision, now) => {
    expect(await command({ decision })).toEqual({ decision: now });
    expect(await files({ decision })).toEqual({ decision: now });
  });

  test('amendments', async () => {
    expect(
      await command({ decision: { approved_execpolicy_amendment: { proposed_execpolicy_amendment: amendment } } }),
    ).toEqual({ decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: amendment } } });
    expect(await command({ decision: { network_policy_amendment: network } })).toEqual({
      decision: { applyNetworkPolicyAmendment: network },
    });
  });
});

test.each([
  null,
  undefined,
  'accept',
  [],
  {},
  { decision: null },
  { decision: 'Accept' },
  { decision: 'toString' },
  { decision: ['accept'] },
  { decision: { approved_execpolicy_amendment: {} } },
  { decision: { approved_execpolicy_amendment: { proposed_execpolicy_amendment: 'git' } } },
  { decision: { acceptWithExecpolicyAmendment: {}, accept: true } },
])('malformed: %j', async (answer) => {
  await expect(command(answer)).rejects.toThrow(
    /^the client's answer to item\/commandExecution\/requestApproval is malf/,
  );
});

test('a change of files knows no amendments', async () => {
  const decision = { acceptWithExecpolicyAmendment: { execpolicy_amendment: amendment } };
  await expect(files({ decision })).rejects.toThrow(/malformed/);
});

test('a grant is read as it is: words of approvals mean nothing there', async () => {
  const permissions = answerReader('item/permissions/requestApproval');
  expect(await permissions({ permissions: {}, scope: 'session' })).toEqual({ permissions: {}, scope: 'session' });
  for (const answer of [{ decision: 'approved' }, { permissions: {}, scope: 'always' }, { permissions: 'all' }]) {
    await expect(permissions(answer)).rejects.toThrow(/malformed/);
  }
});

test('nothing but the exact words is a yes', async () => {
  const yes = ['accept', 'approved', 'acceptForSession', 'approved_for_session'];
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.record({ decision: fc.jsonValue() })), async (answer) => {
      const { decision } = Object(answer) as { decision?: unknown };
      const read = await files(answer).catch(() => undefined);
      if (read?.decision.startsWith('accept')) expect(yes).toContain(decision);
    }),
    { numRuns: 500 },
  );
});

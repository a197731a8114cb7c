import { allow, approvalRequest, beforeTool, deny } from '@tenon/plugin-api/events';
import type { FileUpdateChange, PermissionProfile } from '@tenon/protocol';
import { commandTool, type TestTool, testReviewer } from '@tenon/testing/host';
import { parseLines, threadTurns } from '@tenon/thread-store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digest } from '../src/canonical.ts';
import { decideAsk, decisions, rejected, runCommands } from './gated.ts';
import { hooks, items, settings, turn, world } from './world.ts';

const logged = ({ host, thread }: Awaited<ReturnType<typeof runCommands>>) => decisions(host.store.lines(thread.id));

describe('a line for every decision', () => {
  test('who, what and why, between the call and its output', async () => {
    const one = await runCommands({ policy: 'run' }, 'ls');
    expect(logged(one)).toEqual([
      {
        turn_id: one.done.id,
        call_id: 'call_1_0',
        action: 'command',
        hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        decision: 'run',
        by: 'policy',
        profile: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
    ]);
    const lines = one.host.store.lines(one.thread.id);
    const at = lines.findIndex(({ type }) => type === 'tenon_decision');
    const call = lines.findIndex(({ type, payload }) => type === 'response_item' && payload.type === 'function_call');
    const output = lines.findIndex(({ payload }) => (payload as { type?: string }).type === 'function_call_output');
    expect(call < at && at < output && call >= 0).toBe(true);
  });

  test('the same action has the same hash, another one another', async () => {
    const one = await runCommands({ policy: 'run' }, 'ls', 'ls', 'ls -a');
    const [a, b, c] = logged(one).map(({ hash }) => hash);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test('a profile that has a name is named', async () => {
    const settings = { activePermissionProfile: { id: ':workspace' } };
    expect(logged(await runCommands({ policy: 'run', settings }, 'ls'))).toMatchObject([{ profile: ':workspace' }]);
  });

  test('the part of the policy that decided', async () => {
    const host = await world({ tools: [commandTool(), { name: 'plan' }] });
    host.policy.decide = ({ profile, action }) =>
      action.type === 'command'
        ? { kind: 'forbid', reason: 'never', because: '/rules/default.rules:3' }
        : { kind: 'run', profile, because: 'it touches nothing' };
    const thread = host.newThread();
    host.model.answer = (_, { number }) =>
      number > 2
        ? [{ type: 'say', text: 'done' }]
        : [{ type: 'call', name: number === 1 ? 'shell' : 'plan', args: {} }];
    await turn(thread);
    expect(decisions(host.store.lines(thread.id))).toMatchObject([
      { decision: 'forbidden', by: 'policy', because: '/rules/default.rules:3', reason: 'never' },
      { decision: 'run', by: 'policy', because: 'it touches nothing', action: 'none' },
    ]);
    await host[Symbol.asyncDispose]();
  });

  test.each([
    ['once', { kind: 'approved', scope: 'once' }, 'approved'],
    ['session', { kind: 'approved', scope: 'session' }, 'approved_for_session'],
    ['no', { kind: 'denied' }, 'denied'],
    ['cancel', { kind: 'denied', endTurn: true }, 'cancelled'],
    ['failed', { kind: 'failed', reason: 'x' }, 'failed'],
  ])('a reviewer’s %s, with the id of the review', async (_, review, decision) => {
    const reviewer = testReviewer();
    reviewer.review = () => review;
    const one = await runCommands({ policy: 'ask', reviewer: reviewer.plugin }, 'ls');
    expect(logged(one)).toMatchObject([{ decision, by: 'reviewer:user', review_id: reviewer.asked[0]?.reviewId }]);
    expect('profile' in (logged(one)[0] ?? {})).toBe(decision.startsWith('approved'));
  });

  test('why it was asked stands beside the answer', async () => {
    const host = await world({ tools: [commandTool()], reviewer: testReviewer().plugin });
    host.policy.decide = ({ profile }) => ({ kind: 'ask', profile, because: '/rules/default.rules:7' });
    const thread = host.newThread();
    host.model.answer = (_, { number }) =>
      number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
    await turn(thread);
    expect(decisions(host.store.lines(thread.id))).toMatchObject([
      { decision: 'approved', by: 'reviewer:user', because: '/rules/default.rules:7' },
    ]);
    await host[Symbol.asyncDispose]();
  });

  test('handlers, and what was remembered', async () => {
    const hook = (on: Parameters<typeof hooks>[0]) => runCommands({ policy: 'ask', plugins: [hooks(on)] }, 'ls');
    expect(logged(await hook([beforeTool.on(() => deny('no'))]))).toMatchObject([
      { decision: 'denied', by: 'hook:test.hooks', reason: 'no' },
    ]);
    expect(logged(await hook([approvalRequest.on(() => deny('no'))]))).toMatchObject([
      { decision: 'denied', by: 'hook:test.hooks', reason: 'no' },
    ]);
    expect(logged(await hook([approvalRequest.on(() => allow())]))).toMatchObject([
      { decision: 'approved', by: 'hook:test.hooks' },
    ]);
    const reviewer = testReviewer();
    reviewer.review = () => ({ kind: 'approved', scope: 'session' });
    const again = await runCommands({ policy: 'ask', reviewer: reviewer.plugin }, 'ls', 'ls');
    expect(logged(again)).toMatchObject([
      { by: 'reviewer:user' },
      { decision: 'approved_for_session', by: 'remembered' },
    ]);
  });

  test('readers of the thread pass them over; a fork keeps them', async () => {
    await using host = await world({ tools: [commandTool()] });
    const thread = host.newThread();
    host.model.answer = (_, { number }) =>
      number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
    await turn(thread);
    const lines = host.store.lines(thread.id);
    const without = lines.filter(({ type }) => type !== 'tenon_decision');
    expect(threadTurns(lines)).toEqual(threadTurns(without));
    expect(parseLines(lines.map((line) => JSON.stringify(line)).join('\n')).lines).toEqual(lines);
    const forked = await host.manager.fork(
      { id: thread.id },
      { defaults: settings, originator: 'test', source: 'cli' },
    );
    expect(decisions(host.store.lines(forked.id))).toEqual(decisions(lines));
  });
});

describe('an amendment of the rules', () => {
  const amending = async (amend: ((prefix: readonly string[]) => Promise<string>) | undefined) => {
    const reviewer = testReviewer();
    reviewer.review = () => ({ kind: 'approvedByRule' });
    await using host = await world({ tools: [commandTool()], reviewer: reviewer.plugin });
    if (amend) host.policy.amend = ({ prefix }) => amend(prefix);
    host.policy.decide = ({ profile }) => ({ kind: 'ask', profile, amendment: { prefix: ['ls'], alsoAllows: [] } });
    const thread = host.newThread();
    const warnings: unknown[] = [];
    thread.subscribe(({ notification }) => {
      if (notification.method === 'warning') warnings.push(notification.params);
    });
    host.model.answer = (_, { number }) =>
      number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
    await turn(thread);
    const lines = host.store.lines(thread.id);
    return { reviewer, host, warnings, log: decisions(lines), output: items(lines).at(-2)?.output };
  };

  test('is kept, and the command runs', async () => {
    const kept: unknown[] = [];
    const { reviewer, log, host } = await amending(async (prefix) => {
      kept.push(prefix);
      return '/rules';
    });
    expect(kept).toEqual([['ls']]);
    expect(reviewer.asked[0]?.amendment).toEqual({ prefix: ['ls'], alsoAllows: [] });
    expect(log).toMatchObject([{ decision: 'approved_by_rule', by: 'reviewer:user' }]);
    expect(host.environment.spawned).toHaveLength(1);
  });

  test('that cannot be kept is told; the command was approved, and runs', async () => {
    const { warnings, host } = await amending(async () => {
      throw new Error('no space');
    });
    expect(warnings).toMatchObject([{ message: expect.stringContaining('`ls` could not be kept: no space') }]);
    expect(host.environment.spawned).toHaveLength(1);
  });

  test('is not offered where the policy keeps none', async () => {
    const { reviewer, output, host } = await amending(undefined);
    expect(reviewer.asked[0]).toMatchObject({
      amendment: null,
      availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
    });
    expect(output).toBe(
      rejected('not approved, because the approval failed: an amendment of the rules was not offered'),
    );
    expect(host.environment.spawned).toEqual([]);
  });
});

describe('remembered exactly as far as it was given', () => {
  const changes = (...paths: string[]) =>
    paths.map((path): FileUpdateChange => ({ path, kind: { type: 'add' }, diff: '' }));
  const wide: PermissionProfile = { type: 'disabled' };

  async function patching(review: (host: { links: Map<string, string> }) => unknown) {
    const reviewer = testReviewer();
    const links = new Map<string, string>();
    let written = 0;
    const tool: TestTool = {
      name: 'patch',
      run: async () => {
        written += 1;
        return { output: 'written' };
      },
      action: ({ input }) => ({ type: 'fileChange', changes: changes(...(JSON.parse(input) as string[])), patch: '' }),
    };
    const host = await world({ tools: [tool], reviewer: reviewer.plugin });
    const { files } = host.environment.environment;
    const { realPath } = files;
    Object.assign(files, { realPath: async (path: string) => links.get(path) ?? realPath(path) });
    reviewer.review = () => review({ links });
    host.policy.decide = ({ profile, withinProfile }) => ({ kind: 'ask', profile: withinProfile ? profile : wide });
    const thread = host.newThread();
    host.model.answer = ({ input }) =>
      input.at(-1)?.type === 'function_call_output'
        ? [{ type: 'say', text: 'done' }]
        : [{ type: 'call', name: 'patch', args: ['/work/a'] }];
    return { host, thread, reviewer, links, written: () => written, log: () => decisions(host.store.lines(thread.id)) };
  }

  test('a file that is a link by now is another file', async () => {
    const one = await patching(() => ({ kind: 'approved', scope: 'session' }));
    await turn(one.thread);
    await turn(one.thread);
    expect(one.reviewer.asked).toHaveLength(1);
    one.links.set('/work/a', '/etc/passwd');
    await turn(one.thread);
    expect(one.reviewer.asked).toHaveLength(2);
    one.links.set('/work/a', '/etc/shadow');
    await turn(one.thread);
    expect(one.reviewer.asked).toHaveLength(3);
    await one.host[Symbol.asyncDispose]();
  });

  test('a file that became a link while a person was asked is not written', async () => {
    const one = await patching(({ links }) => {
      links.set('/work/a', '/etc/passwd');
      return { kind: 'approved', scope: 'once' };
    });
    await turn(one.thread);
    expect(JSON.stringify(one.host.store.lines(one.thread.id))).toContain('lead elsewhere than when this was approved');
    expect(one.written()).toBe(0);
    expect(one.log()).toMatchObject([{ decision: 'approved' }, { decision: 'failed', by: 'policy' }]);
    await one.host[Symbol.asyncDispose]();
  });

  test('a command that was approved in the sandbox is asked for without one', async () => {
    const reviewer = testReviewer();
    reviewer.review = () => ({ kind: 'approved', scope: 'session' });
    const host = await world({ tools: [commandTool()], reviewer: reviewer.plugin });
    host.policy.decide = decideAsk();
    const thread = host.newThread();
    host.model.answer = ({ input }) =>
      input.at(-1)?.type === 'function_call_output'
        ? [{ type: 'say', text: 'done' }]
        : [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
    await turn(thread);
    host.policy.decide = () => ({ kind: 'ask', profile: wide });
    await turn(thread);
    await turn(thread);
    expect(reviewer.asked).toHaveLength(2);
    await host[Symbol.asyncDispose]();
  });
});

describe('canonical JSON', () => {
  test('is the same whatever the order of keys, and reads as the value', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, each]) => [key, shuffled(each)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(digest({ b: 1, a: [2] })).toBe(digest({ a: [2], b: 1 }));
    expect(digest({ a: [2, 1] })).not.toBe(digest({ a: [1, 2] }));
  });
});

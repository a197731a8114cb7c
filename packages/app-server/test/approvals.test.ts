import type { ToolAction, ToolCall } from '@tenon/plugin-api/tool';
import type { AdditionalPermissionProfile, UserInput } from '@tenon/protocol';
import { commandTool, type TestTool } from '@tenon/testing/host';
import { describe, expect, test } from 'vitest';
import type { Message } from './schemas.ts';
import { appServer } from './server.ts';

const text = (words: string): UserInput[] => [{ type: 'text', text: words }];

interface Asking {
  readonly tool?: TestTool;
  readonly amendment?: readonly string[];
  readonly additionalPermissions?: AdditionalPermissionProfile;
}

/** A host with a tool, by default for commands, that has to be asked about. */
async function asking({ tool = commandTool(), amendment, additionalPermissions }: Asking = {}) {
  const action = tool.action;
  const asks = additionalPermissions
    ? { ...tool, action: (call: ToolCall) => ({ ...action?.(call), additionalPermissions }) as ToolAction }
    : tool;
  const host = await appServer({ tools: [asks] });
  host.policy.amend = async () => '/rules';
  host.policy.decide = ({ profile }) => ({
    kind: 'ask',
    reason: 'may it?',
    profile,
    ...(amendment && { amendment: { prefix: amendment, alsoAllows: [] } }),
  });
  host.model.answer = ({ input }) =>
    input.at(-1)?.type === 'function_call_output'
      ? [{ type: 'say', text: 'done' }]
      : [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
  return host;
}

const request = 'item/commandExecution/requestApproval';
const isRequest = ({ method }: Message) => method === request;

test('ids from 0, resolved before the call goes on', async () => {
  await using host = await asking();
  const client = await host.ready();
  client.respond = () => ({ result: { decision: 'accept' } });
  const { thread } = await client.request('thread/start', {});
  const first = await client.turn(thread.id);
  await client.turn(thread.id);
  expect(client.messages.filter(isRequest)).toMatchObject([
    {
      id: 0,
      params: {
        threadId: thread.id,
        turnId: first.id,
        itemId: 'call_1_0',
        reason: 'may it?',
        command: '/bin/sh -lc ls',
        cwd: '/work',
        availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
      },
    },
    { id: 1 },
  ]);
  expect(client.notifications('serverRequest/resolved')).toEqual([
    { threadId: thread.id, requestId: 0 },
    { threadId: thread.id, requestId: 1 },
  ]);
  const asked = client.methods().indexOf(request);
  expect(client.methods().slice(asked - 2, asked + 5)).toEqual([
    'thread/status/changed',
    'item/started',
    request,
    'serverRequest/resolved',
    'thread/status/changed',
    'item/commandExecution/outputDelta',
    'item/completed',
  ]);
  expect(host.environment.spawned).toHaveLength(2);
});

test('the question comes behind what was told before it, also with a store that answers later', async () => {
  await using host = await asking();
  host.store.later = true;
  const client = await host.ready();
  client.respond = () => ({ result: { decision: 'accept' } });
  const { thread } = await client.request('thread/start', {});
  await client.turn(thread.id);
  const asked = client.methods().indexOf(request);
  expect(client.methods().slice(asked - 2, asked)).toEqual(['thread/status/changed', 'item/started']);
});

test('a client without the experimental API is not sent what belongs to it', async () => {
  await using host = await asking();
  const client = await host.ready({});
  client.respond = () => ({ result: { decision: 'decline' } });
  const { thread } = await client.request('thread/start', {});
  await client.turn(thread.id);
  expect(client.messages.find(isRequest)?.params).not.toHaveProperty('availableDecisions');
});

const filesTool: TestTool = {
  name: 'shell',
  action: () => ({ type: 'fileChange', changes: [{ path: '/work/a', kind: { type: 'add' }, diff: '' }], patch: '' }),
};

describe('answers of an older client', () => {
  test.each([
    ['approved', 'completed', 2],
    ['approved_for_session', 'completed', 1],
    ['denied', 'completed', 2],
    ['timed_out', 'completed', 2],
    ['abort', 'interrupted', 2],
  ])('%s, of a command and of files', async (decision, status, questions) => {
    for (const tool of [commandTool(), filesTool]) {
      await using host = await asking({ tool });
      const client = await host.ready();
      client.respond = () => ({ result: { decision } });
      const { thread } = await client.request('thread/start', {});
      expect(await client.turn(thread.id)).toMatchObject({ status });
      await client.turn(thread.id);
      expect(client.messages.filter(({ method }) => method?.endsWith('/requestApproval'))).toHaveLength(questions);
      const ran = JSON.stringify(host.store.lines(thread.id)).includes('"decision":"approved');
      expect(ran).toBe(decision.startsWith('approved'));
    }
  });

  test('an amendment of the rules, as it was proposed', async () => {
    await using host = await asking({ amendment: ['ls'] });
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const answer = (...words: string[]) => ({
      result: { decision: { approved_execpolicy_amendment: { proposed_execpolicy_amendment: words } } },
    });
    client.respond = () => answer('rm');
    await client.turn(thread.id);
    expect(host.environment.spawned).toHaveLength(0);
    client.respond = () => answer('ls');
    await client.turn(thread.id);
    expect(host.environment.spawned).toHaveLength(1);
    expect(client.messages.find(isRequest)?.params).toMatchObject({
      proposedExecpolicyAmendment: ['ls'],
      availableDecisions: [
        'accept',
        'acceptForSession',
        { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['ls'] } },
        'decline',
        'cancel',
      ],
    });
  });
});

test('a malformed answer of one client is an error of that client: the other one is still waited for', async () => {
  await using host = await asking();
  const one = await host.ready();
  const two = await host.ready();
  const { thread } = await one.request('thread/start', {});
  await two.request('thread/resume', { threadId: thread.id });
  const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
  await Promise.all([one.until(isRequest), two.until(isRequest)]);
  one.send({ id: 0, result: { decision: 'Accept' } });
  two.send({ id: 0, result: { decision: 'accept' } });
  await one.ended(turn.id);
  expect(host.environment.spawned).toHaveLength(1);
});

test('a client that is not shown the permissions reads of them in the reason', async () => {
  const permissions = { network: { enabled: true }, fileSystem: { write: ['/srv/data'] } };
  await using host = await asking({ additionalPermissions: permissions });
  const old = await host.ready({});
  const { thread } = await old.request('thread/start', {});
  const newer = await host.ready();
  await newer.request('thread/resume', { threadId: thread.id });
  await old.request('turn/start', { threadId: thread.id, input: text('go') });
  const [shown, words] = await Promise.all([newer.until(isRequest), old.until(isRequest)]);
  expect(shown.params).toMatchObject({
    reason: 'may it?',
    additionalPermissions: { network: { enabled: true }, fileSystem: { write: ['/srv/data'] } },
  });
  expect(words.params).toMatchObject({
    reason: 'may it?\nIt would also be allowed to: write /srv/data; use the network.',
  });
  expect(words.params).not.toHaveProperty('additionalPermissions');
});

test.each([
  ['decline', { result: { decision: 'decline' } }, 'completed'],
  ['an error', { error: { code: -32000, message: 'window closed' } }, 'completed'],
  ['a result without sense', { result: 'sure' }, 'completed'],
  ['no result', { result: null }, 'completed'],
  ['cancel', { result: { decision: 'cancel' } }, 'interrupted'],
])('%s: nothing runs', async (_, answer, status) => {
  await using host = await asking();
  const client = await host.ready();
  client.respond = () => answer;
  const { thread } = await client.request('thread/start', {});
  expect(await client.turn(thread.id)).toMatchObject({ status });
  expect(host.environment.spawned).toEqual([]);
  const asked = client.methods().indexOf(request);
  expect(client.methods().slice(asked, asked + 4)).toEqual([
    request,
    'serverRequest/resolved',
    'item/completed',
    'thread/status/changed',
  ]);
  expect(client.notifications('item/completed')[1]?.item).toMatchObject({ status: 'declined' });
});

test('a turn that is interrupted meanwhile: the question is settled, and a late answer is no matter', async () => {
  await using host = await asking();
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  const { turn } = await client.request('turn/start', { threadId: thread.id, input: text('go') });
  const question = await client.until(isRequest);
  await client.request('turn/interrupt', { threadId: thread.id, turnId: turn.id });
  expect(client.notifications('serverRequest/resolved')).toEqual([{ threadId: thread.id, requestId: 0 }]);
  client.send({ id: question.id, result: { decision: 'accept' } });
  expect(await client.ended(turn.id)).toMatchObject({ status: 'interrupted' });
  client.respond = () => ({ result: { decision: 'accept' } });
  expect(await client.turn(thread.id)).toMatchObject({ status: 'completed' });
  expect(host.environment.spawned).toHaveLength(1);
  expect(client.messages.filter(isRequest).map(({ id }) => id)).toEqual([0, 1]);
});

test('a client that goes away while it is asked: refused, and that is said', async () => {
  await using host = await asking();
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  await client.request('turn/start', { threadId: thread.id, input: text('go') });
  await client.until(isRequest);
  const before = client.messages.length;
  await client.disconnect();
  await host.model.requested(2);
  expect(host.model.requests[1]?.input).toContain('the approval failed: the client went away');
  expect(host.environment.spawned).toEqual([]);
  expect(client.messages).toHaveLength(before);
});

test('nobody watches: refused without a question, and that is said', async () => {
  await using host = await asking();
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  const { turn } = await client.request('turn/start', { threadId: thread.id, input: text('go') });
  await client.request('thread/unsubscribe', { threadId: thread.id });
  await host.model.requested(2);
  expect(host.model.requests[1]?.input).toContain('the approval failed: no client watches thread');
  const watcher = await host.ready();
  await watcher.request('thread/resume', { threadId: thread.id });
  const read = await watcher.request('thread/read', { threadId: thread.id, includeTurns: true });
  expect(read.thread.turns[0]?.id).toBe(turn.id);
});

test('two clients are asked: the first answer counts, and both are told', async () => {
  await using host = await asking();
  const one = await host.ready();
  const two = await host.ready();
  const { thread } = await one.request('thread/start', {});
  await two.request('thread/resume', { threadId: thread.id });
  const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
  const questions = await Promise.all([one.until(isRequest), two.until(isRequest)]);
  expect(questions.map(({ id }) => id)).toEqual([0, 0]);
  two.send({ id: 0, result: { decision: 'accept' } });
  one.send({ id: 0, result: { decision: 'cancel' } });
  expect(await one.ended(turn.id)).toMatchObject({ status: 'completed' });
  for (const client of [one, two]) {
    expect(client.notifications('serverRequest/resolved')).toEqual([{ threadId: thread.id, requestId: 0 }]);
  }
  expect(host.environment.spawned).toHaveLength(1);
});

test('one of two clients answers with errors, even twice: the other one is still waited for', async () => {
  await using host = await asking();
  const one = await host.ready();
  const two = await host.ready();
  const { thread } = await one.request('thread/start', {});
  await two.request('thread/resume', { threadId: thread.id });
  const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
  await Promise.all([one.until(isRequest), two.until(isRequest)]);
  const error = { code: -32000, message: 'no window' };
  one.send({ id: 0, error });
  one.send({ id: 0, error });
  two.send({ id: 0, result: { decision: 'accept' } });
  await two.ended(turn.id);
  expect(host.environment.spawned).toHaveLength(1);
});

test('one of two clients goes away: the other one is still waited for', async () => {
  await using host = await asking();
  const one = await host.ready();
  const two = await host.ready();
  const { thread } = await one.request('thread/start', {});
  await two.request('thread/resume', { threadId: thread.id });
  const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
  await Promise.all([one.until(isRequest), two.until(isRequest)]);
  await one.disconnect();
  two.send({ id: 0, result: { decision: 'accept' } });
  await two.ended(turn.id);
  expect(host.environment.spawned).toHaveLength(1);
});

test('a client that comes to the thread with a question open is asked it too, behind its answer; a reader is not', async () => {
  await using host = await asking();
  const one = await host.ready();
  const { thread } = await one.request('thread/start', {});
  const { turn } = await one.request('turn/start', { threadId: thread.id, input: text('go') });
  const question = await one.until(isRequest);
  const reader = await host.ready({ experimentalApi: true, eventSequence: true });
  await reader.request('thread/resume', { threadId: thread.id, readOnly: true });
  const two = await host.ready();
  await two.request('thread/resume', { threadId: thread.id });
  const again = await two.until(isRequest);
  expect(again).toEqual(question);
  const place = (test: (message: Message) => boolean) => two.messages.findIndex(test);
  expect(place(isRequest)).toBeGreaterThan(place(({ result }) => JSON.stringify(result ?? '').includes(thread.id)));

  // Once more, it is not asked twice.
  await two.request('thread/resume', { threadId: thread.id });
  two.send({ id: again.id, result: { decision: 'accept' } });
  expect(await one.ended(turn.id)).toMatchObject({ status: 'completed' });
  for (const client of [one, two]) {
    expect(client.messages.filter(isRequest)).toHaveLength(1);
    expect(client.notifications('serverRequest/resolved')).toEqual([{ threadId: thread.id, requestId: 0 }]);
  }
  expect(reader.messages.filter(isRequest)).toEqual([]);
  expect(host.environment.spawned).toHaveLength(1);
});

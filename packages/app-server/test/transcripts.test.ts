import { readFileSync } from 'node:fs';
import { commandTool, type ModelStep } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import type { Client } from './client.ts';
import type { Message } from './schemas.ts';
import { appServer } from './server.ts';

/** What codex 0.128 said in the same situation (ids, paths and times scrubbed). */
function transcript(name: string): readonly Message[] {
  const lines = readFileSync(new URL(`fixtures/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as { dir: string; msg: Message })
    .flatMap(({ dir, msg }) => (dir === 'server' ? [msg] : []));
}

/** Values are left out, but for words that are part of the protocol: kinds, states, methods. Lists are told by their members. */
function shape(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => shape(each));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, each]) => [name, shape(each, name)]),
    );
  }
  if (['type', 'status', 'method', 'phase', 'source', 'approvalPolicy', 'approvalsReviewer'].includes(key))
    return value;
  return value === null ? null : typeof value;
}

/** How we differ from the peer, on purpose. */
const notOurs = new Set([
  // There is no remote control.
  'remoteControl/status/changed',
  // Sent when a provider tells of rate limits; the peer also sends it, empty, without them.
  'account/rateLimits/updated',
]);

const told = (messages: readonly Message[]) => messages.filter(({ method }) => !notOurs.has(method ?? ''));
const name = ({ id, method, params }: Message) => {
  const { item } = (params ?? {}) as { item?: { type: string } };
  return method === undefined ? `answer ${id}` : item ? `${method} ${item.type}` : method;
};

/** Runs what the transcript's client did, with a model that says the same. */
async function play(
  client: Client,
  host: Awaited<ReturnType<typeof appServer>>,
  answers: readonly (readonly ModelStep[])[],
): Promise<readonly Message[]> {
  host.model.answer = (_, { number }) => answers[number - 1] ?? [];
  await client.initialize();
  const { thread } = await client.request('thread/start', {
    cwd: '/home/u/ws',
    sandbox: 'danger-full-access',
    approvalPolicy: 'never',
  });
  await client.until(({ method }) => method === 'thread/started');
  await client.turn(thread.id, 'please do it');
  return told(client.messages);
}

test('a text turn: the same messages, of the same shape, in the same order', async () => {
  await using host = await appServer();
  const ours = await play(host.client(), host, [
    [
      { type: 'think', summary: 'thinking' },
      { type: 'say', text: 'Hello world', deltas: ['Hello ', 'world'] },
    ],
  ]);
  const theirs = told(transcript('text-turn'));
  expect(ours.map(name)).toEqual(theirs.map(name));
  ours.forEach((message, at) => {
    // Threads in memory have no file.
    const withPath = JSON.parse(JSON.stringify(message).replaceAll('"path":null', '"path":"x"')) as Message;
    expect(shape(withPath), name(message)).toEqual(shape(theirs[at]));
  });
});

test('a turn with a command: the same messages, but for where the command’s end stands', async () => {
  await using host = await appServer({ tools: [commandTool()] });
  host.environment.command = () => ({ output: '.\n..\n', code: 1 });
  const ours = await play(host.client(), host, [
    [
      { type: 'say', text: 'Running.', deltas: ['Runn', 'ing.'], phase: 'commentary' },
      { type: 'call', name: 'shell', args: { cmd: 'ls -a && cat nofile' } },
    ],
    [{ type: 'say', text: 'done', deltas: ['do', 'ne'], phase: 'final_answer' }],
  ]);
  const theirs = told(transcript('shell-turn'));
  const methods = (messages: readonly Message[]) => messages.map(name);
  // 1. The peer's answer to turn/start may overtake thread/started; ours does not.
  // 2. The peer sends the token usage of a response once more when the next one begins (three for two responses).
  // 3. The peer's commands run on behind the turn: their item/completed may come after turn/completed. Ours come before the model
  //    reads the output. 4. The peer streams output as it comes (two deltas); the tool here sends it at its end.
  expect(methods(ours)).toEqual([
    'answer 1',
    'answer 2',
    'thread/started',
    'answer 3',
    'thread/status/changed',
    'turn/started',
    'item/started userMessage',
    'item/completed userMessage',
    'item/started agentMessage',
    'item/agentMessage/delta',
    'item/agentMessage/delta',
    'item/completed agentMessage',
    'thread/tokenUsage/updated',
    'item/started commandExecution',
    'item/commandExecution/outputDelta',
    'item/completed commandExecution',
    'item/started agentMessage',
    'item/agentMessage/delta',
    'item/agentMessage/delta',
    'item/completed agentMessage',
    'thread/tokenUsage/updated',
    'thread/status/changed',
    'turn/completed',
  ]);
  const moved = new Set([
    'thread/started',
    'answer 3',
    'thread/tokenUsage/updated',
    'item/commandExecution/outputDelta',
    'item/completed commandExecution',
  ]);
  const rest = (messages: readonly Message[]) => methods(messages).filter((each) => !moved.has(each));
  expect(rest(ours)).toEqual(rest(theirs));
  expect(new Set(methods(ours))).toEqual(new Set(methods(theirs)));
  for (const message of ours) {
    const theirOwn = theirs.filter((each) => name(each) === name(message));
    const withPath = JSON.parse(JSON.stringify(message).replaceAll('"path":null', '"path":"x"')) as Message;
    const { commandActions: _, ...item } =
      (withPath.params as { item?: { commandActions?: unknown } } | undefined)?.item ?? {};
    if ('aggregatedOutput' in item) {
      // What a command is made of is the tool's own affair.
      const theirItems = theirOwn.map((each) => {
        const { commandActions: __, ...own } = (each.params as { item: { commandActions: unknown } }).item;
        return shape(own);
      });
      expect(theirItems).toContainEqual(shape(item));
    } else {
      expect(theirOwn.map((each) => shape(each))).toContainEqual(shape(withPath));
    }
  }
});

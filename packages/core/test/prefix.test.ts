import { tenonError } from '@tenon/plugin-api';
import {
  addContext,
  afterTool,
  beforeModelRequest,
  block,
  continueWith,
  stop,
  userPromptSubmit,
} from '@tenon/plugin-api/events';
import { promptFragments } from '@tenon/plugin-api/prompt';
import { profileOfPolicy } from '@tenon/sandboxing';
import { stepEvents, type TestModel } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import type { Thread, ThreadManager } from '../src/index.ts';
import { hooks, never, turn, type World, world } from './world.ts';

/** Each request's input begins with the one before, to the byte. Returns how many there were. */
function expectPrefixes({ requests }: TestModel): number {
  requests.forEach(({ input }, at) => {
    const before = requests[at - 1]?.input.slice(0, -1) ?? '';
    expect(input.startsWith(before), `request ${at + 1} does not begin with request ${at}:\n${before}\n${input}`).toBe(
      true,
    );
  });
  return requests.length;
}

const plugins = [
  hooks([
    userPromptSubmit.on(({ prompt }) => {
      if (prompt.endsWith('blocked')) return block('not this one');
      return prompt.endsWith('hooked') ? addContext(`about ${prompt}`) : undefined;
    }),
    beforeModelRequest.on(({ step }) => (step % 3 === 1 ? addContext(`before step ${step}`) : undefined)),
    afterTool.on(({ callId }) => (callId.endsWith('_0') ? addContext(`after ${callId}`) : undefined)),
    stop.on(({ active, lastAgentMessage }) =>
      !active && lastAgentMessage?.includes('more') ? continueWith('go on, then') : undefined,
    ),
    promptFragments.add('notes', () => ({
      role: 'user',
      read: async () => ({ text: '# AGENTS.md instructions\nbe kind' }),
    })),
  ]),
];

const tools = [
  { name: 'echo', parallel: true },
  { name: 'free', custom: true },
  {
    name: 'bad',
    run: async () => {
      throw new Error('it broke');
    },
  },
  { name: 'hang', run: () => never() },
];

/** Turn number `at` of a long life: each kind of turn there is, in a fixed rotation. */
async function live(host: World, thread: Thread, at: number): Promise<string> {
  let step = 0;
  const steps = (...answers: Parameters<typeof answersOf>[0]) => {
    host.model.answer = answersOf(answers, () => step++);
  };
  switch (at % 10) {
    case 0:
      steps([
        { type: 'think', summary: 'hm' },
        { type: 'say', text: `hello ${at} "quoted" \u2028 ü` },
      ]);
      break;
    case 1:
      steps(
        [
          { type: 'call', name: 'echo', args: { at } },
          { type: 'call', name: 'echo', args: { at: -at } },
          { type: 'custom', name: 'free', input: 'a\nb' },
        ],
        [
          { type: 'call', name: 'bad' },
          { type: 'call', name: 'unknown' },
        ],
        [{ type: 'say', text: 'tools done' }],
      );
      break;
    case 2: {
      steps([{ type: 'call', name: 'echo' }], [{ type: 'say', text: 'first' }], [{ type: 'say', text: 'steered' }]);
      const inner = host.model.answer;
      host.model.answer = (request, info) => {
        if (step === 0) thread.steer(thread.activeTurnId ?? '', [{ type: 'text', text: `steer ${at}` }]);
        return inner(request, info);
      };
      break;
    }
    case 3: {
      steps([
        { type: 'call', name: 'echo' },
        { type: 'call', name: 'hang' },
        { type: 'call', name: 'echo' },
      ]);
      const before = host.model.requests.length;
      const started = thread.startTurn([{ type: 'text', text: `turn ${at} to be interrupted` }]);
      await host.model.requested(before + 1);
      await new Promise((resolve) => setImmediate(resolve));
      await thread.interrupt(started.id);
      return (await started.done).status;
    }
    case 4:
      return (await turn(thread, `turn ${at}`, { cwd: `/work/${at}` })).status;
    case 5:
      return (
        await turn(thread, `turn ${at}`, {
          permissionProfile: profileOfPolicy(at % 20 === 5 ? { type: 'dangerFullAccess' } : { type: 'readOnly' }),
          approvalPolicy: at % 20 === 5 ? 'never' : 'on-request',
        })
      ).status;
    case 6:
      return (await turn(thread, `turn ${at} hooked`)).status;
    case 7:
      host.model.answer = async function* (_, { number }) {
        yield { type: 'created', responseId: 'r' };
        yield* stepEvents({ type: 'say', text: 'half an answer' }, number, 0);
        yield* stepEvents({ type: 'call', name: 'echo' }, number, 1);
        throw tenonError({ code: 'model_stream_broken', message: 'the stream broke off' });
      };
      break;
    case 8:
      steps([{ type: 'say', text: 'there is more' }], [{ type: 'say', text: 'that was all' }]);
      break;
    default:
      return (await turn(thread, `turn ${at} blocked`)).status;
  }
  return (await turn(thread, `turn ${at}`)).status;
}

type Steps = Parameters<typeof import('@tenon/testing/host').answerEvents>[0];
const answersOf =
  (answers: readonly Steps[], next: () => number): TestModel['answer'] =>
  () =>
    answers[next()] ?? [{ type: 'say', text: 'ok' }];

const reopen = async (host: World, manager: ThreadManager, thread: Thread): Promise<Thread> => {
  await manager.unload(thread.id);
  const { thread: again } = await manager.resume({ id: thread.id }, { defaults: thread.settings });
  host.model.answer = () => [{ type: 'say', text: 'ok' }];
  return again;
};

test.each([false, true])(
  '50 turns of every kind: the input only ever grows at its end (store answers later: %s)',
  async (later) => {
    await using host = await world({ tools, plugins });
    host.store.later = later;
    let thread = host.newThread();
    const ends: string[] = [];
    for (let at = 0; at < 50; at += 1) {
      host.model.answer = () => [{ type: 'say', text: `answer ${at}` }];
      ends.push(await live(host, thread, at));
      // Every so often another life of the thread, from what was stored.
      if (at % 7 === 6) thread = await reopen(host, host.manager, thread);
    }
    expect(ends.slice(0, 10)).toEqual([
      ...['completed', 'completed', 'completed', 'interrupted', 'completed'],
      ...['completed', 'completed', 'failed', 'completed', 'completed'],
    ]);
    expect(expectPrefixes(host.model)).toBeGreaterThan(60);
    const { input = '' } = host.model.requests.at(-1) ?? {};
    for (const text of ['steer 42', '/work/44', 'about turn 46 hooked', 'go on, then', '<turn_aborted>', 'be kind']) {
      expect(input).toContain(text);
    }
    expect(input.split('be kind')).toHaveLength(2);
  },
);

test('a model that is asked again after a retry sees what broke off answered', async () => {
  await using host = await world({ tools: [{ name: 'echo' }] });
  const thread = host.newThread();
  host.model.answer = async function* (_, { number }) {
    yield { type: 'created', responseId: 'r' };
    if (number === 1) {
      yield* stepEvents({ type: 'call', name: 'echo', callId: 'lost' }, 1, 0);
      yield {
        type: 'retrying',
        message: 'stream broke off',
        codexErrorInfo: 'other',
        attempt: 1,
        maxAttempts: 5,
        delayMs: 1,
      };
      yield* stepEvents({ type: 'call', name: 'echo', callId: 'again' }, 1, 1);
    } else yield* stepEvents({ type: 'say', text: 'done' }, 2, 0);
    yield { type: 'completed', responseId: 'r', usage: null };
  };
  const retries: unknown[] = [];
  thread.subscribe(({ notification }) => {
    if (notification.method === 'error') retries.push(notification.params);
  });
  expect(await turn(thread)).toMatchObject({ status: 'completed' });
  expect(retries).toMatchObject([{ willRetry: true, error: { codexErrorInfo: 'other' } }]);
  const input = JSON.parse(host.model.requests[1]?.input ?? '[]') as {
    type: string;
    call_id?: string;
    output?: string;
  }[];
  const outs = input.filter(({ type }) => type === 'function_call_output');
  expect(outs.map(({ call_id, output }) => [call_id, output])).toEqual([
    ['lost', 'not run: the response broke off and is made again'],
    ['again', '{}'],
  ]);
});

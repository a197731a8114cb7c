import type { TestTool } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import { items, outputs, turn, world } from './world.ts';

/** Tools that tell when they run, and wait until they are let go. */
function stage() {
  const log: string[] = [];
  const running = new Map<string, () => void>();
  const arrivals: (() => void)[] = [];
  const tool = (name: string, parallel: boolean): TestTool => ({
    name,
    parallel,
    run: async ({ callId }) => {
      log.push(`begin ${callId}`);
      await new Promise<void>((resolve) => {
        running.set(callId, resolve);
        for (const arrive of arrivals) arrive();
      });
      running.delete(callId);
      log.push(`end ${callId}`);
      return { output: `out ${callId}` };
    },
  });
  return {
    log,
    tool,
    running,
    /** Resolves when exactly these calls run. */
    async until(...ids: readonly string[]) {
      while (ids.some((id) => !running.has(id)) || running.size !== ids.length) {
        await new Promise<void>((resolve) => {
          arrivals.push(resolve);
        });
      }
    },
    finish: (id: string) => running.get(id)?.(),
  };
}

const call = (name: string, callId: string) => ({ type: 'call' as const, name, callId });

test('calls whose tools allow it overlap; another one runs alone, in its place', async () => {
  const { tool, log, until, finish } = stage();
  await using host = await world({ tools: [tool('together', true), tool('alone', false)] });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1
      ? [
          call('together', 'a'),
          call('together', 'b'),
          call('alone', 'c'),
          call('alone', 'd'),
          call('together', 'e'),
          call('together', 'f'),
        ]
      : [{ type: 'say', text: 'done' }];
  const done = turn(thread);
  await until('a', 'b');
  finish('b');
  finish('a');
  await until('c');
  finish('c');
  await until('d');
  finish('d');
  await until('e', 'f');
  finish('e');
  finish('f');
  expect(await done).toMatchObject({ status: 'completed' });
  expect(log).toEqual([
    ...['begin a', 'begin b', 'end b', 'end a'],
    ...['begin c', 'end c', 'begin d', 'end d'],
    ...['begin e', 'begin f', 'end e', 'end f'],
  ]);
  expect([...outputs(host.store.lines(thread.id))]).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => [id, 1]));
  const outs = items(host.store.lines(thread.id)).filter(({ type }) => type === 'function_call_output');
  for (const { call_id, output } of outs) expect(output).toBe(`out ${String(call_id)}`);
});

test('one that throws does not lose the others', async () => {
  const { tool, until, finish } = stage();
  const bad: TestTool = {
    name: 'bad',
    parallel: true,
    run: async () => {
      throw new Error('it broke');
    },
  };
  await using host = await world({ tools: [tool('together', true), bad] });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [call('together', 'a'), call('bad', 'b'), call('together', 'c')] : [{ type: 'say', text: 'done' }];
  const done = turn(thread);
  await until('a', 'c');
  finish('a');
  finish('c');
  expect(await done).toMatchObject({ status: 'completed' });
  const outs = items(host.store.lines(thread.id)).filter(({ type }) => type === 'function_call_output');
  expect(Object.fromEntries(outs.map(({ call_id, output }) => [call_id, output]))).toEqual({
    a: 'out a',
    b: 'it broke',
    c: 'out c',
  });
});

test('the model is told whether calls may run together, and offered every tool', async () => {
  await using host = await world({ tools: [{ name: 'plain' }, { name: 'free', custom: true }] });
  const thread = host.newThread();
  await turn(thread);
  const { request } = host.model.requests[0] ?? {};
  expect(request?.parallelToolCalls).toBe(true);
  expect(request?.tools.map(({ type, name }) => [type, name])).toEqual([
    ['custom', 'free'],
    ['function', 'plain'],
  ]);
});

test('a freeform tool is given the text as it is, and answered in its own kind', async () => {
  await using host = await world({ tools: [{ name: 'free', custom: true }] });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'custom', name: 'free', input: '*** not json' }] : [{ type: 'say', text: 'done' }];
  await turn(thread);
  expect(items(host.store.lines(thread.id)).at(-2)).toEqual({
    type: 'custom_tool_call_output',
    call_id: 'call_1_0',
    output: '*** not json',
  });
});

test('output made of parts stays made of parts', async () => {
  const output = [{ type: 'input_image' as const, image_url: 'data:,' }];
  await using host = await world({ tools: [{ name: 'see', run: async () => ({ output }) }] });
  const thread = host.newThread();
  host.model.answer = (_, { number }) => (number === 1 ? [call('see', 'a')] : [{ type: 'say', text: 'done' }]);
  await turn(thread);
  expect(items(host.store.lines(thread.id)).at(-2)).toEqual({ type: 'function_call_output', call_id: 'a', output });
});

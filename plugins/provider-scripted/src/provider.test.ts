import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEvent, ModelRequest } from '@tenon/plugin-api/model-provider';
import type { ResponseItem } from '@tenon/protocol';
import { modelRequest, testModelProvider } from '@tenon/testing/model-provider';
import { testPlugin } from '@tenon/testing/plugin';
import { temporaryFolder } from '@tenon/testing/tool';
import { expect, onTestFinished, test } from 'vitest';
import plugin from './index.ts';
import { scriptedProvider } from './provider.ts';
import type { Script } from './script.ts';

const signal = new AbortController().signal;
const MARK = '[scripted model: t] ';

testPlugin(plugin, { config: { delta_ms: 1 }, invalidConfig: { script: 'relative.json' } });

testModelProvider({
  name: 'scripted',
  // It has no wire, says null of no usage, and answers by the request, not by the order of requests.
  suites: ['cancellation'],
  async create({ replies }) {
    const held = replies.some((reply) => reply.broken !== null);
    const say = replies
      .flatMap((reply) => reply.output)
      .flatMap((item) => (item.type === 'message' ? item.deltas : []))
      .join('');
    return provider({ name: 't', steps: [{ say }] }, held ? 150 : 0);
  },
});

/** A provider over a script in a real file, which it has read when this returns. */
async function provider(script: unknown, deltaMs = 0) {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const file = join(folder.path, 'script.json');
  await writeFile(file, typeof script === 'string' ? script : JSON.stringify(script));
  return scriptedProvider({ script: file, delta_ms: deltaMs });
}

async function play(script: Script | undefined, input: readonly ResponseItem[], change: Partial<ModelRequest> = {}) {
  const made = script ? await provider(script) : scriptedProvider({ delta_ms: 0 });
  const events: ModelEvent[] = [];
  for await (const event of made.stream(modelRequest({ input, ...change }), { signal })) events.push(event);
  return events;
}

const itemsOf = (events: readonly ModelEvent[]) =>
  events.flatMap((event) => (event.type === 'itemDone' ? [event.item] : []));
const textOf = (events: readonly ModelEvent[]) =>
  events.map((event) => (event.type === 'textDelta' ? event.delta : '')).join('');

const user = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const output = (call: ResponseItem, text: string): ResponseItem =>
  call.type === 'custom_tool_call'
    ? { type: 'custom_tool_call_output', call_id: call.call_id, output: text }
    : { type: 'function_call_output', call_id: call.type === 'function_call' ? call.call_id : '', output: text };

const script: Script = {
  name: 't',
  steps: [
    {
      think: 'let me see',
      say: 'first of all, a few words',
      calls: [
        { tool: 'a', arguments: { x: 1 } },
        { tool: 'b', arguments: 'free text' },
      ],
    },
    { expect: { lastOutputContains: 'good' }, calls: [{ tool: 'a', arguments: '{"x":2}' }] },
    { say: 'the end' },
  ],
};

test('events come in order, in pieces, with usage', async () => {
  const events = await play(script, [user('go')]);
  const order = events.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
  expect(order).toEqual([
    'created',
    'itemStarted',
    'reasoningSummaryPart',
    'reasoningSummaryDelta',
    'itemDone',
    'itemStarted',
    'textDelta',
    'itemDone',
    'itemStarted',
    'itemDone',
    'itemStarted',
    'itemDone',
    'completed',
  ]);
  expect(events.filter(({ type }) => type === 'textDelta').length).toBeGreaterThan(2);
  expect(textOf(events)).toBe(`${MARK}first of all, a few words`);
  expect(itemsOf(events)).toEqual([
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'let me see' }] },
    {
      type: 'message',
      role: 'assistant',
      phase: 'commentary',
      content: [{ type: 'output_text', text: `${MARK}first of all, a few words` }],
    },
    { type: 'function_call', call_id: expect.any(String), name: 'a', arguments: '{"x":1}' },
    { type: 'custom_tool_call', call_id: expect.any(String), name: 'b', input: 'free text' },
  ]);
  const last = events.at(-1);
  expect(last).toMatchObject({ type: 'completed', usage: { cachedInputTokens: 0, reasoningOutputTokens: 3 } });
  const usage = last?.type === 'completed' ? last.usage : null;
  expect(usage?.totalTokens).toBe((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0));
});

/** Plays a whole turn: every call is answered with that output. Each request could come from another process. */
async function turn(input: ResponseItem[], answer: string, between: readonly ResponseItem[] = []): Promise<string[]> {
  const said: string[] = [];
  for (let request = 0; request < 6; request += 1) {
    const events = await play(script, input, { turnId: `turn-${input.length}` });
    const items = itemsOf(events);
    const calls = items.filter((item) => item.type === 'function_call' || item.type === 'custom_tool_call');
    input.push(...items.filter((item) => item.type !== 'reasoning'), ...between);
    input.push(...calls.map((call) => output(call, answer)));
    said.push(textOf(events) || calls.map((call) => call.name).join());
    if (calls.length === 0) break;
  }
  return said;
}

test('the step is told by the input alone; a new user message begins anew; call ids are unique', async () => {
  const input = [user('context'), user('go')];
  const said = [`${MARK}first of all, a few words`, 'a', 'the end'];
  expect(await turn(input, 'all good')).toEqual(said);
  input.push(user('again'));
  const developer: ResponseItem = { type: 'message', role: 'developer', content: [] };
  expect(await turn(input, 'all good', [developer])).toEqual(said);
  const ids = input.flatMap((item) => ('call_id' in item && item.type.endsWith('_call') ? [item.call_id] : []));
  expect(new Set(ids).size).toBe(ids.length);
});

test('an expectation that is not met is said, and stops the run', async () => {
  const said = await turn([user('go')], 'it was bad');
  expect(said).toHaveLength(2);
  expect(said[1]).toBe(
    `${MARK}This run went differently from what the script expects. I stop here: the last tool output should contain "good", but it was:\nit was bad`,
  );
});

test('after the last step, and in a turn of another model, it says so', async () => {
  const over = await play({ name: 't', steps: [{ say: 'x' }] }, [
    user('go'),
    ...itemsOf(await play(script, [user('')])),
  ]);
  expect(textOf(over)).toBe(`${MARK}This turn did not come from this script, so I cannot go on with it.`);
  const call: ResponseItem = { type: 'function_call', call_id: 'c', name: 'a', arguments: '{}' };
  const only: Script = { name: 't', steps: [{ calls: [{ tool: 'a', arguments: {} }] }] };
  expect(textOf(await play(only, [user('go'), call, output(call, '')]))).toBe(`${MARK}The script has no more steps.`);
});

test('a call takes the kind of the tool that is offered', async () => {
  const spec = { name: 'a', description: '', format: { type: 'grammar', syntax: 'lark', definition: '' } } as const;
  const events = await play(script, [user('go')], { tools: [{ type: 'custom', ...spec }] });
  expect(itemsOf(events)[2]).toMatchObject({ type: 'custom_tool_call', name: 'a', input: '{"x":1}' });
});

test('the bundled script says that no model is asked, and stops where it does not fit', async () => {
  const made = scriptedProvider({ delta_ms: 0 });
  const [model, ...others] = await made.models(signal);
  expect(others).toEqual([]);
  expect(model).toMatchObject({ displayName: 'Scripted demo (no model is asked)', isDefault: true });
  const events = await play(undefined, [user('go')]);
  expect(textOf(events)).toMatch(/^\[scripted model: demo-fix-test\] /);
  const [said, call] = itemsOf(events);
  if (!said || !call) throw new Error('no items');
  const stopped = await play(undefined, [user('go'), said, call, output(call, 'no such tool')]);
  expect(textOf(stopped)).toContain('This run went differently');
  expect(itemsOf(stopped)).toHaveLength(1);
});

test.each([
  ['{', /is not JSON/],
  ['[]', /the script: expected object/],
  [{ name: 't', steps: [] }, /steps: must not be empty/],
  [{ name: 't', steps: [{}] }, /steps\[0\]: a step must `say` something or make `calls`/],
  [{ name: 't', steps: [{ say: 1 }] }, /steps\[0\]\.say: expected string/],
  [{ name: 't', steps: [{ calls: [{ tool: 'a', arguments: 1 }] }] }, /steps\[0\]\.calls\[0\]\.arguments: expected a/],
  [{ name: 't', steps: [{ say: 'x', expct: {} }] }, /steps\[0\]: unknown field expct/],
])('a bad script names the file and the field: %j', async (bad, message) => {
  const made = await provider(bad);
  const stream = () => made.stream(modelRequest(), { signal })[Symbol.asyncIterator]().next();
  for (const ask of [() => made.models(signal), stream]) {
    await expect(ask()).rejects.toThrow(message);
    await expect(ask()).rejects.toMatchObject({
      code: 'script_invalid',
      codexErrorInfo: 'badRequest',
      plugin: 'tenon.provider-scripted',
      file: expect.stringMatching(/script\.json$/),
    });
  }
});

test('a script that is not there is an error that names it', async () => {
  const missing = scriptedProvider({ script: '/no/such/script.json', delta_ms: 0 });
  await expect(missing.models(signal)).rejects.toMatchObject({
    code: 'script_unreadable',
    message: expect.stringContaining('/no/such/script.json'),
    codexErrorInfo: 'badRequest',
  });
});

import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import { expect, test } from 'vitest';
import { createEventMapper, usageOf, type WireEvent } from './map-events.ts';

function run(...wire: readonly WireEvent[]) {
  const unknown: string[] = [];
  const mapper = createEventMapper((type) => unknown.push(type));
  const events: ModelEvent[] = [];
  for (const event of wire) mapper.map(event, events);
  return { events, unknown, mapper };
}

const message = (id: string | undefined, text: string) => ({
  type: 'message',
  ...(id && { id }),
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [{ type: 'url_citation' }], logprobs: [] }],
});

test('an item that was never announced still starts before it is done', () => {
  const { events } = run({ type: 'response.output_item.done', output_index: 0, item: message('msg_1', 'hi') });
  const item = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] };
  expect(events).toEqual([
    { type: 'itemStarted', id: 'msg_1', item },
    { type: 'itemDone', id: 'msg_1', item },
  ]);
});

test('a delta of an item that was never announced starts it', () => {
  const { events } = run(
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, delta: 'h' },
    { type: 'response.reasoning_text.delta', item_id: 'rs_1', output_index: 1, content_index: 0, delta: 'r' },
  );
  expect(events.map(({ type }) => type)).toEqual(['itemStarted', 'textDelta', 'itemStarted', 'reasoningTextDelta']);
  expect(events[0]).toMatchObject({ id: 'msg_1', item: { type: 'message', role: 'assistant', content: [] } });
  expect(events[2]).toMatchObject({ id: 'rs_1', item: { type: 'reasoning', summary: [] } });
});

test('missing ids are made, one for each item', () => {
  const { events } = run(
    { type: 'response.output_item.added', output_index: 0, item: message(undefined, '') },
    { type: 'response.output_text.delta', output_index: 0, delta: 'a' },
    { type: 'response.output_item.done', output_index: 0, item: message(undefined, 'a') },
    { type: 'response.output_item.done', item: message(undefined, 'b') },
    { type: 'response.output_item.done', item: message(undefined, 'c') },
  );
  const ids = events.flatMap((event) => ('id' in event ? [event.id] : []));
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^msg_./);
  expect(events.filter(({ type }) => type === 'itemDone')).toHaveLength(3);
});

test('a call without a call id gets its item’s', () => {
  const { events } = run({
    type: 'response.output_item.done',
    item: { type: 'function_call', id: 'fc_1', name: 'f', arguments: '{}' },
  });
  expect(events[1]).toEqual({
    type: 'itemDone',
    id: 'fc_1',
    item: { type: 'function_call', name: 'f', arguments: '{}', call_id: 'fc_1' },
  });
});

test('items are kept as rollouts keep them', () => {
  const kept = (item: Record<string, unknown>) => {
    const done = run({ type: 'response.output_item.done', item: { id: 'x', ...item } }).events[1];
    return done?.type === 'itemDone' ? done.item : undefined;
  };
  expect(kept({ type: 'message', role: 'assistant', phase: 'final_answer', status: 'completed', content: [] })).toEqual(
    {
      type: 'message',
      role: 'assistant',
      content: [],
      phase: 'final_answer',
    },
  );
  expect(kept({ type: 'message', content: [{ type: 'refusal', refusal: 'I will not' }] })).toMatchObject({
    content: [{ type: 'output_text', text: 'I will not' }],
  });
  expect(
    kept({
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 's' }],
      content: [{ type: 'reasoning_text', text: 'r' }],
      encrypted_content: 'e',
      status: null,
    }),
  ).toEqual({
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: 's' }],
    content: [{ type: 'reasoning_text', text: 'r' }],
    encrypted_content: 'e',
  });
  expect(kept({ type: 'reasoning', summary: [], content: null, encrypted_content: null })).toEqual({
    type: 'reasoning',
    summary: [],
  });
  expect(
    kept({ type: 'function_call', name: 'echo', namespace: 'mcp__demo__', arguments: '{}', call_id: 'c', status: 'x' }),
  ).toEqual({ type: 'function_call', name: 'echo', namespace: 'mcp__demo__', arguments: '{}', call_id: 'c' });
  expect(kept({ type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } })).toEqual({
    type: 'web_search_call',
    status: 'completed',
    action: { type: 'search', query: 'q' },
  });
});

test('an item of a type that threads cannot keep is left out, and told', () => {
  const { events, unknown } = run(
    { type: 'response.output_item.done', item: { type: 'novelty', id: 'n' } },
    { type: 'response.output_item.done', item: message('m', 'x') },
  );
  expect(events.map(({ type }) => type)).toEqual(['itemStarted', 'itemDone']);
  expect(unknown).toEqual(['novelty']);
});

test('what lacks its fields means nothing', () => {
  for (const type of [
    'response.output_text.delta',
    'response.reasoning_summary_text.delta',
    'response.reasoning_text.delta',
    'response.output_item.added',
    'response.output_item.done',
    'response.novelty',
    undefined,
  ]) {
    expect(run({ type }, { type, item: 'x', delta: 7 }).events).toEqual([]);
  }
});

test('usage', () => {
  expect(usageOf({ input_tokens: 7, output_tokens: 3 })).toEqual({
    totalTokens: 10,
    inputTokens: 7,
    cachedInputTokens: 0,
    outputTokens: 3,
    reasoningOutputTokens: 0,
  });
  expect(usageOf(undefined)).toBeNull();
  expect(usageOf({ input_tokens: 'many', input_tokens_details: null })).toMatchObject({ inputTokens: 0 });
});

test('failures', () => {
  const failed = (event: WireEvent) => run(event).mapper.failure;
  expect(failed({ type: 'response.failed', response: { error: { code: 'c', message: 'm' } } })).toMatchObject({
    type: 'failed',
    code: 'c',
    message: 'm',
  });
  expect(failed({ type: 'error', error: { code: 'c', message: 'm' } })).toMatchObject({ code: 'c', message: 'm' });
  expect(failed({ type: 'error', code: 'c', message: 'm' })).toMatchObject({ code: 'c', message: 'm' });
  expect(failed({ type: 'response.failed' })).toMatchObject({ type: 'failed', code: '', message: '' });
  expect(failed({ type: 'response.incomplete', response: { incomplete_details: { reason: 'x' } } })).toEqual({
    type: 'incomplete',
    reason: 'x',
  });
});

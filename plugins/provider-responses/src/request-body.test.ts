import type { ModelRequest } from '@tenon/plugin-api/model-provider';
import type { ResponseItem } from '@tenon/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestBody } from './request-body.ts';

const base: ModelRequest = {
  model: 'gpt-5.2-codex',
  instructions: 'Be brief.',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
  tools: [{ type: 'function', name: 'f', description: 'd', strict: false, parameters: { type: 'object' } }],
  parallelToolCalls: true,
  reasoning: { effort: 'medium', summary: 'auto' },
  threadId: 'thread-1',
  turnId: 'turn-1',
};

test('the fields of Codex 0.128, in a fixed order that ends with the input', () => {
  const body = JSON.parse(
    requestBody({ ...base, verbosity: 'low', outputSchema: { type: 'object' }, serviceTier: 'fast' }, 'install-1'),
  );
  expect(Object.keys(body)).toEqual([
    'model',
    'instructions',
    'tools',
    'tool_choice',
    'parallel_tool_calls',
    'reasoning',
    'store',
    'stream',
    'include',
    'service_tier',
    'prompt_cache_key',
    'text',
    'client_metadata',
    'input',
  ]);
  expect(body).toEqual({
    model: 'gpt-5.2-codex',
    instructions: 'Be brief.',
    input: base.input,
    tools: base.tools,
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'medium', summary: 'auto' },
    store: false,
    stream: true,
    include: ['reasoning.encrypted_content'],
    service_tier: 'priority',
    prompt_cache_key: 'thread-1',
    text: {
      verbosity: 'low',
      format: { type: 'json_schema', strict: true, schema: { type: 'object' }, name: 'codex_output_schema' },
    },
    client_metadata: { 'x-codex-installation-id': 'install-1' },
  });
});

test('what is not asked for is left out; no reasoning is null', () => {
  const body = JSON.parse(requestBody({ ...base, reasoning: null }));
  expect(body).toMatchObject({ reasoning: null, include: [] });
  for (const key of ['text', 'service_tier', 'client_metadata']) expect(body).not.toHaveProperty(key);
  expect(JSON.parse(requestBody({ ...base, reasoning: { summary: 'none' }, serviceTier: 'flex' }))).toMatchObject({
    reasoning: {},
    service_tier: 'flex',
  });
});

test('a longer input extends the whole text, to the byte', () => {
  const item = fc.oneof(
    fc.record({
      type: fc.constant('function_call_output' as const),
      call_id: fc.string(),
      output: fc.string({ unit: 'binary' }),
    }),
    fc.record({
      type: fc.constant('message' as const),
      role: fc.constantFrom('user', 'assistant'),
      content: fc.array(fc.record({ type: fc.constant('output_text' as const), text: fc.string({ unit: 'binary' }) })),
    }),
  );
  fc.assert(
    fc.property(fc.array(item, { minLength: 1 }), fc.array(item, { minLength: 1 }), (before, more) => {
      const first = requestBody({ ...base, input: before as ResponseItem[] });
      // Read back, as after a resume: the same items, other objects.
      const again = JSON.parse(JSON.stringify(before)) as ResponseItem[];
      const second = requestBody({ ...base, turnId: 'turn-2', input: [...again, ...more] as ResponseItem[] });
      expect(first.endsWith(']}')).toBe(true);
      expect(second.startsWith(`${first.slice(0, -2)},`)).toBe(true);
    }),
  );
});

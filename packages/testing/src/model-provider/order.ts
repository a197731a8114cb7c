import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import { describe, expect, test } from 'vitest';
import { reply } from '../model-server/reply.ts';
import { collect, type ModelProviderContract, modelRequest, withProvider } from './setup.ts';

const textOf = (events: readonly ModelEvent[]) =>
  events.map((event) => (event.type === 'textDelta' ? event.delta : '')).join('');

const without = (events: readonly ModelEvent[], ...types: readonly ModelEvent['type'][]) =>
  events.filter(({ type }) => !types.includes(type));

export function orderSuite(contract: ModelProviderContract): void {
  describe('order', () => {
    test('a text: created, started, deltas, done, completed', async () => {
      const replies = [reply.text('hello world', { deltas: 3 })];
      await withProvider(contract, replies, async ({ provider }) => {
        const events = without(await collect(provider), 'rateLimits');
        expect(events.map(({ type }) => type)).toEqual([
          'created',
          'itemStarted',
          'textDelta',
          'textDelta',
          'textDelta',
          'itemDone',
          'completed',
        ]);
        expect(textOf(events)).toBe('hello world');
        const ids = new Set(events.flatMap((event) => ('id' in event ? [event.id] : [])));
        expect(ids.size).toBe(1);
        const done = events.find((event) => event.type === 'itemDone');
        expect(done?.item).toEqual({
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'hello world' }],
        });
      });
    });

    test('several calls in one response keep their order, and carry no server ids', async () => {
      const replies = [
        reply.all(
          reply.call('exec_command', { cmd: 'ls' }, { callId: 'call_a' }),
          reply.custom('apply_patch', '*** Begin Patch', { callId: 'call_b' }),
          reply.text('done', { phase: 'commentary' }),
        ),
      ];
      await withProvider(contract, replies, async ({ provider }) => {
        const events = await collect(provider);
        const items = events.flatMap((event) => (event.type === 'itemDone' ? [event.item] : []));
        expect(items).toMatchObject([
          { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"ls"}', call_id: 'call_a' },
          { type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin Patch', call_id: 'call_b' },
          { type: 'message', phase: 'commentary' },
        ]);
        for (const item of items) expect(item).not.toHaveProperty('id');
        const marks = events.flatMap((event) =>
          event.type === 'itemStarted' || event.type === 'itemDone' ? [`${event.type} ${event.id}`] : [],
        );
        const started = marks.filter((mark) => mark.startsWith('itemStarted')).map((mark) => mark.split(' ')[1]);
        expect(marks).toEqual(started.flatMap((id) => [`itemStarted ${id}`, `itemDone ${id}`]));
      });
    });

    test('reasoning comes in parts and deltas, and its encrypted content is kept', async () => {
      const replies = [
        reply.all(
          reply.reasoning(['first part', 'second'], { deltas: 2, encryptedContent: 'secret-thought' }),
          reply.text('so'),
        ),
      ];
      await withProvider(contract, replies, async ({ provider }) => {
        const events = await collect(provider);
        const parts = ['', ''];
        for (const event of events) {
          if (event.type === 'reasoningSummaryDelta') parts[event.index] += event.delta;
        }
        expect(parts).toEqual(['first part', 'second']);
        const indexes = events.flatMap((event) => (event.type === 'reasoningSummaryPart' ? [event.index] : []));
        expect(indexes).toEqual([0, 1]);
        const done = events.find((event) => event.type === 'itemDone');
        expect(done?.item).toEqual({
          type: 'reasoning',
          summary: [
            { type: 'summary_text', text: 'first part' },
            { type: 'summary_text', text: 'second' },
          ],
          encrypted_content: 'secret-thought',
        });
      });
    });

    test('a long text arrives whole', async () => {
      await withProvider(contract, [reply.deltas(20_000)], async ({ provider }) => {
        const events = await collect(provider);
        expect(textOf(events)).toHaveLength(400_000);
      });
    });

    test('one provider gives one response after the other', async () => {
      await withProvider(contract, [reply.text('one'), reply.text('two')], async ({ provider }) => {
        expect(textOf(await collect(provider))).toBe('one');
        expect(textOf(await collect(provider, modelRequest({ turnId: 'turn-2' })))).toBe('two');
      });
    });
  });
}

export function usageSuite(contract: ModelProviderContract): void {
  describe('usage', () => {
    test('is given with `completed`, which is last', async () => {
      const usage = { input_tokens: 100, cached_tokens: 10, output_tokens: 20, reasoning_tokens: 5 };
      await withProvider(contract, [reply.with(reply.text('x'), { usage })], async ({ provider }) => {
        const last = (await collect(provider)).at(-1);
        expect(last).toMatchObject({
          type: 'completed',
          usage: {
            totalTokens: 120,
            inputTokens: 100,
            cachedInputTokens: 10,
            outputTokens: 20,
            reasoningOutputTokens: 5,
          },
        });
      });
    });

    test('is null when it was not said', async () => {
      await withProvider(contract, [reply.with(reply.text('x'), { usage: null })], async ({ provider }) => {
        expect((await collect(provider)).at(-1)).toMatchObject({ type: 'completed', usage: null });
      });
    });
  });
}

export function concurrencySuite(contract: ModelProviderContract): void {
  describe('concurrency', () => {
    test('responses that run beside each other do not mix', async () => {
      const texts = Array.from({ length: 8 }, (_, n) => `${n}`.repeat(200));
      const replies = texts.map((text) => reply.text(text, { deltas: 50 }));
      await withProvider(contract, replies, async ({ provider }) => {
        const all = await Promise.all(
          texts.map((_, n) => collect(provider, modelRequest({ threadId: `thread-${n}` }))),
        );
        // Which request is answered first is the server's matter.
        expect(all.map(textOf).sort()).toEqual(texts);
      });
    });
  });
}

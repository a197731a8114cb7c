import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventBatches } from './event-batches.ts';

const create = () =>
  createEventBatches(
    () => {},
    (text) => text.replaceAll('hunter22', '***'),
  );

const sse = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
const delta = (text: string) => sse({ type: 'response.output_text.delta', item_id: 'm', delta: text });
const COMPLETED = sse({ type: 'response.completed', response: { id: 'r', usage: null } });

const textOf = (events: readonly ModelEvent[]) =>
  events.map((event) => (event.type === 'textDelta' ? event.delta : '')).join('');

test('however the body is cut, the events are the same', () => {
  const pieces = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      pieces,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
      (texts, newline, sizes) => {
        const body = (texts.map(delta).join(': keep alive\n\n') + COMPLETED).replaceAll('\n', newline);
        const batches = create();
        const events: ModelEvent[] = [];
        let completed = false;
        for (let at = 0; at < body.length; ) {
          const size = sizes.next().value ?? 1;
          const batch = batches.next(body.slice(at, at + size));
          expect(batch.failure).toBeUndefined();
          events.push(...batch.events);
          completed ||= batch.completed;
          at += size;
        }
        expect(textOf(events)).toBe(texts.join(''));
        // With bare CRs the last event is only over when something follows.
        if (newline !== '\r') expect(completed).toBe(true);
      },
    ),
  );
});

test('nothing counts after the end', () => {
  const batch = create().next(COMPLETED + delta('late') + sse({ type: 'response.failed' }));
  expect(batch.completed).toBe(true);
  expect(batch.failure).toBeUndefined();
  expect(batch.events.map(({ type }) => type)).toEqual(['completed']);
});

test('an event that is not JSON breaks the stream off, after what came before', () => {
  const batch = create().next(`${delta('a')}data: {"type": hunter22\n\n${delta('b')}`);
  expect(textOf(batch.events)).toBe('a');
  expect(batch.failure).toMatchObject({
    recovery: 'stream',
    error: { message: 'stream disconnected before completion: an event is not JSON: {"type": ***' },
  });
});

test('the end mark of another API, empty data and JSON that is no object are passed over', () => {
  const batch = create().next(`data: [DONE]\n\ndata:\n\ndata: null\n\ndata: 7\n\n${delta('x')}`);
  expect(batch.failure).toBeUndefined();
  expect(textOf(batch.events)).toBe('x');
});

test('the type may be in the event line only', () => {
  const batch = create().next('event: response.output_text.delta\ndata: {"item_id":"m","delta":"x"}\n\n');
  expect(textOf(batch.events)).toBe('x');
});

test('what the body ended with', () => {
  expect(create().end('text/html').error.message).toContain('without any event (content type text/html)');
  const batches = create();
  batches.next(delta('x'));
  expect(batches.end('text/event-stream').error.message).toBe(
    'stream disconnected before completion: stream closed before response.completed',
  );
});

test('how a failed response is judged', () => {
  const failed = (error: object) => create().next(sse({ type: 'response.failed', response: { error } })).failure;
  expect(failed({ code: 'server_error', message: 'oops hunter22' })).toMatchObject({
    recovery: 'stream',
    error: { message: 'stream disconnected before completion: oops ***' },
  });
  expect(failed({ code: 'rate_limit_exceeded', message: 'Please try again in 11.054s.' })).toMatchObject({
    recovery: 'stream',
    retryAfterMs: 11_054,
  });
  expect(failed({ code: 'rate_limit_exceeded', message: 'try again in 28ms' })).toMatchObject({ retryAfterMs: 28 });
  expect(failed({ code: 'insufficient_quota' })).toMatchObject({
    recovery: 'none',
    error: { codexErrorInfo: 'usageLimitExceeded' },
  });
  expect(failed({ code: 'server_is_overloaded' })).toMatchObject({ error: { codexErrorInfo: 'serverOverloaded' } });
  expect(failed({ code: 'cyber_policy', message: 'no' })).toMatchObject({ error: { codexErrorInfo: 'cyberPolicy' } });
  expect(failed({ code: 'invalid_prompt', message: 'no' })).toMatchObject({
    recovery: 'none',
    error: { message: 'no', codexErrorInfo: 'other' },
  });
  const incomplete = sse({
    type: 'response.incomplete',
    response: { incomplete_details: { reason: 'max_output_tokens' } },
  });
  expect(create().next(incomplete).failure).toMatchObject({
    recovery: 'none',
    error: {
      code: 'model_response_incomplete',
      message: 'Incomplete response returned, reason: max_output_tokens',
      codexErrorInfo: 'other',
    },
  });
});

import { isTenonError } from '@tenon/plugin-api';
import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import { describe, expect, test } from 'vitest';
import { type Reply, reply } from '../model-server/reply.ts';
import {
  type ContractSetup,
  collect,
  type ModelProviderContract,
  modelRequest,
  rejection,
  withProvider,
} from './setup.ts';

const { fault } = reply;

type Retrying = Extract<ModelEvent, { type: 'retrying' }>;

const retryingOf = (events: readonly ModelEvent[]) =>
  events.filter((event): event is Retrying => event.type === 'retrying');

export function retriesSuite(contract: ModelProviderContract): void {
  describe('retries', () => {
    const cases: readonly (readonly [string, Reply])[] = [
      ['a 429', fault.status(429, { retryAfter: 0 })],
      ['a 500', fault.status(500)],
      ['a 503', fault.status(503)],
      ['a connection cut before the answer', fault.refuse()],
      ['a dropped stream', fault.drop({ afterDeltas: 2 })],
      ['an event that is not JSON', fault.malformed('json')],
      ['a stream without its end', fault.malformed('no_completed')],
      ['an answer that is no stream', fault.malformed('not_sse')],
      ['a failed response', fault.failed('server_error', 'try that again')],
    ];
    test.each(cases)('%s is tried again, and told', async (_, broken) => {
      const settings = { requestMaxRetries: 2, streamMaxRetries: 2 };
      await withProvider(
        contract,
        [broken, broken, reply.text('good')],
        async ({ provider, server }) => {
          const events = await collect(provider);
          const told = retryingOf(events);
          expect(told.map(({ attempt, maxAttempts }) => [attempt, maxAttempts])).toEqual([
            [1, 2],
            [2, 2],
          ]);
          for (const one of told) {
            expect(one.message).not.toBe('');
            expect(one.codexErrorInfo).toBeDefined();
            expect(one.delayMs).toBeGreaterThanOrEqual(0);
          }
          expect(events.at(-1)).toMatchObject({ type: 'completed' });
          expect(events.findLast((event) => event.type === 'itemDone')).toMatchObject({
            item: { content: [{ text: 'good' }] },
          });
          expect(server.requests).toHaveLength(3);
          expect(server.requests[1]?.raw).toBe(server.requests[0]?.raw);
        },
        settings,
      );
    });

    test('silence in a stream counts as broken off', async () => {
      await withProvider(
        contract,
        [fault.stall(), reply.text('good')],
        async ({ provider }) => {
          const events = await collect(provider);
          expect(retryingOf(events)).toHaveLength(1);
          expect(events.at(-1)).toMatchObject({ type: 'completed' });
        },
        { streamMaxRetries: 1, streamIdleTimeoutMs: 50 },
      );
    });

    test('a retry is told before the wait', async () => {
      await withProvider(
        contract,
        [fault.status(429, { retryAfter: 600 })],
        async ({ provider, server }) => {
          const aborter = new AbortController();
          const seen = (event: ModelEvent) => void (event.type === 'retrying' && aborter.abort(new Error('seen')));
          const error = await rejection(collect(provider, modelRequest(), seen, aborter.signal));
          expect(error).toMatchObject({ message: 'seen' });
          expect(server.requests).toHaveLength(1);
        },
        { requestMaxRetries: 1 },
      );
    });
  });
}

interface ErrorCase {
  readonly answer: Reply;
  readonly codexErrorInfo: unknown;
  readonly settings?: Partial<ContractSetup>;
  /** Requests made until it gives up. Default 1. */
  readonly requests?: number;
}

const body = (code: string, message = 'no') => ({ error: { type: 'invalid_request_error', code, message } });

const ERRORS: Readonly<Record<string, ErrorCase>> = {
  'a 400': { answer: fault.status(400, { body: body('x') }), codexErrorInfo: 'other' },
  'a full context window': {
    answer: fault.status(400, { body: body('context_length_exceeded') }),
    codexErrorInfo: 'contextWindowExceeded',
  },
  'a full context window, told in the stream': {
    answer: fault.failed('context_length_exceeded'),
    codexErrorInfo: 'contextWindowExceeded',
  },
  'a 401': { answer: fault.status(401, { body: body('invalid_api_key') }), codexErrorInfo: 'other' },
  'a usage limit': {
    answer: fault.status(429, { body: { error: { type: 'usage_limit_reached', message: 'no more' } } }),
    codexErrorInfo: 'usageLimitExceeded',
    settings: { requestMaxRetries: 3 },
  },
  'a used up quota': {
    answer: fault.status(429, { body: body('insufficient_quota') }),
    codexErrorInfo: 'usageLimitExceeded',
    settings: { requestMaxRetries: 3 },
  },
  'a 429 that does not end': {
    answer: fault.status(429),
    codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 429 } },
    settings: { requestMaxRetries: 1 },
    requests: 2,
  },
  'a 500 that does not end': {
    answer: fault.status(500),
    codexErrorInfo: 'internalServerError',
    settings: { requestMaxRetries: 1 },
    requests: 2,
  },
  'an overloaded server': { answer: fault.status(503), codexErrorInfo: 'serverOverloaded' },
  'a dropped stream': {
    answer: fault.drop(),
    codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
  },
  'a stream that never ends well': {
    answer: fault.malformed('no_completed'),
    codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
    settings: { streamMaxRetries: 2 },
    requests: 3,
  },
};

export function errorsSuite(contract: ModelProviderContract): void {
  describe('errors', () => {
    test.each(Object.entries(ERRORS))('%s', async (_, { answer, codexErrorInfo, settings, requests = 1 }) => {
      await withProvider(
        contract,
        Array.from({ length: requests }, () => answer),
        async ({ provider, server }) => {
          const error = await rejection(collect(provider));
          expect(isTenonError(error)).toBe(true);
          expect(error).toMatchObject({ codexErrorInfo, code: expect.stringMatching(/^[a-z][a-z0-9_]+$/) });
          expect(server.requests).toHaveLength(requests);
        },
        settings,
      );
    });

    test('nobody listens: the error names the URL and the mend', async () => {
      await withProvider(contract, [], async ({ provider, server }) => {
        await server.close();
        const error = await rejection(collect(provider));
        expect(error).toMatchObject({ codexErrorInfo: { httpConnectionFailed: { httpStatusCode: null } } });
        expect(error).toMatchObject({ message: expect.stringContaining(server.baseUrl), mend: expect.any(String) });
      });
    });

    test('events nobody knows, and events without their fields, are passed over', async () => {
      const replies = [fault.malformed('unknown_event'), fault.malformed('missing_fields')];
      await withProvider(contract, replies, async ({ provider }) => {
        for (const _ of replies) {
          const events = await collect(provider);
          expect(events.filter(({ type }) => type === 'itemDone')).toHaveLength(1);
          expect(events.at(-1)).toMatchObject({ type: 'completed' });
        }
      });
    });
  });
}

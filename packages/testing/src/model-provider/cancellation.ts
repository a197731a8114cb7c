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

/** Milliseconds, by the contract. */
const PROMPT = 50;
/** The quickest of so many attempts counts, so that a busy machine does not decide. */
const ATTEMPTS = 5;

/** Aborts once `when` says so; the stream must end with the reason, promptly, and the connection with it. */
async function expectPrompt(
  contract: ModelProviderContract,
  answer: Reply,
  when: (event: ModelEvent | 'requested') => boolean,
  settings: Partial<ContractSetup> = {},
): Promise<void> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let n = 0; n < ATTEMPTS && quickest >= PROMPT; n += 1) {
    await withProvider(
      contract,
      [answer, answer],
      async ({ provider, server }) => {
        const aborter = new AbortController();
        const reason = new Error('the user has had enough');
        let abortedAt = 0;
        const abort = () => {
          abortedAt = performance.now();
          aborter.abort(reason);
        };
        // On a later turn of the loop: the stream is then waiting for what comes next.
        const look = (event: ModelEvent | 'requested') => void (when(event) && setImmediate(abort));
        void server.request(1).then(() => look('requested'));
        const error = await rejection(collect(provider, modelRequest(), look, aborter.signal));
        quickest = Math.min(quickest, performance.now() - abortedAt);
        expect(error).toBe(reason);
        const [request] = server.requests;
        if (request && answer.kind !== 'http') expect(await request.finished).toBe(false);
      },
      settings,
    );
  }
  expect(quickest).toBeLessThan(PROMPT);
}

const http = (contract: ModelProviderContract) => contract.suites === undefined || contract.suites.includes('wire');

export function cancellationSuite(contract: ModelProviderContract): void {
  describe('cancellation', () => {
    test('a signal that is already aborted: nothing is asked', async () => {
      await withProvider(contract, [reply.text('x')], async ({ provider, server }) => {
        const reason = new Error('too late');
        const error = await rejection(collect(provider, modelRequest(), () => {}, AbortSignal.abort(reason)));
        expect(error).toBe(reason);
        expect(server.requests).toHaveLength(0);
      });
    });

    test('in the middle of a stream', async () => {
      const never = new Promise<void>(() => {});
      const held = reply.hold(reply.text('some more text', { deltas: 4 }), 2, never);
      await expectPrompt(contract, held, (event) => event !== 'requested' && event.type === 'textDelta');
    });

    test('between events that are already there', async () => {
      await withProvider(contract, [reply.deltas(2_000)], async ({ provider }) => {
        const aborter = new AbortController();
        const reason = new Error('enough');
        let after = 0;
        const seen = (event: ModelEvent) => {
          if (aborter.signal.aborted) after += 1;
          if (event.type === 'textDelta') aborter.abort(reason);
        };
        expect(await rejection(collect(provider, modelRequest(), seen, aborter.signal))).toBe(reason);
        expect(after).toBe(0);
      });
    });

    if (http(contract)) {
      test('before the server answers', async () => {
        await expectPrompt(contract, reply.fault.silence(), (event) => event === 'requested');
      });

      test('while waiting to try again', async () => {
        await expectPrompt(
          contract,
          reply.fault.status(429, { retryAfter: 600 }),
          (event) => event !== 'requested' && event.type === 'retrying',
          { requestMaxRetries: 3 },
        );
      });
    }

    test('a stream that is left closes its connection, and the provider is still good', async () => {
      const never = new Promise<void>(() => {});
      const held = reply.hold(reply.text('left alone', { deltas: 3 }), 1, never);
      await withProvider(contract, [held, reply.text('next')], async ({ provider, server }) => {
        const { signal } = new AbortController();
        for await (const event of provider.stream(modelRequest(), { signal })) {
          if (event.type === 'textDelta') break;
        }
        if (http(contract)) expect(await server.requests[0]?.finished).toBe(false);
        expect((await collect(provider)).at(-1)).toMatchObject({ type: 'completed' });
      });
    });
  });
}

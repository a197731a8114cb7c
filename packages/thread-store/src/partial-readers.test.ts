import type { ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anyLine,
  anyTurn,
  compacted,
  complete,
  event,
  message,
  rolledBack,
  said,
  started,
  user,
} from '../test/rollout-lines.ts';
import { createHistory, modelHistory } from './history.ts';
import { loadHistory } from './load-history.ts';
import { lastTurnUnfinished, totalUsage, turnContext } from './summary.ts';
import { tailFacts } from './tail-facts.ts';
import { linesOf } from './thread-lines.ts';
import { threadTurns } from './turns.ts';
import { loadTurns, turnsPage, turnsWithin } from './turns-page.ts';

/** Counts the lines that were handed out, in batches of that size. */
function counted(all: readonly RolloutLine[], batchSize = 3): ThreadLines & { read: number } {
  const lines = linesOf(all);
  const counter = {
    read: 0,
    async *forward(filter?: Parameters<ThreadLines['forward']>[0]) {
      yield* counter.cut(lines.forward(filter));
    },
    async *backward(filter?: Parameters<ThreadLines['forward']>[0]) {
      yield* counter.cut(lines.backward(filter));
    },
    async *cut(batches: AsyncIterable<readonly RolloutLine[]>) {
      for await (const batch of batches)
        for (let at = 0; at < batch.length; at += batchSize) {
          const part = batch.slice(at, at + batchSize);
          counter.read += part.length;
          yield part;
        }
    },
  };
  return counter;
}

const usage = {
  input_tokens: 1,
  cached_input_tokens: 0,
  output_tokens: 1,
  reasoning_output_tokens: 0,
  total_tokens: 2,
};
const tokens = event({
  type: 'token_count',
  rate_limits: null,
  info: { total_token_usage: usage, last_token_usage: usage },
});
const context: RolloutLine = {
  timestamp: '',
  type: 'turn_context',
  payload: { cwd: '/', model: 'm', approval_policy: 'never', sandbox_policy: {}, summary: 'auto' },
};

/** Turns as they are logged, with rollbacks between them; ids may come again, and ends may come late. */
const anyThread = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: anyTurn },
      { weight: 2, arbitrary: fc.nat({ max: 3 }).map((count) => [rolledBack(count)]) },
      { weight: 1, arbitrary: fc.constant([compacted('sum', [message('user', 'kept')])]) },
      { weight: 1, arbitrary: anyLine.map((line) => [line]) },
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.flat());

const anyLog = fc.oneof(
  anyThread,
  fc.array(fc.oneof(anyLine, fc.constant(tokens), fc.constant(context)), { maxLength: 40 }),
);

describe('what is read backward is what all lines give', () => {
  test('the history, also of lines that come later', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyLog, async (lines, later) => {
        const history = await loadHistory(linesOf(lines));
        expect(history.items).toEqual(modelHistory(lines));
        history.append(later);
        if (!history.short) expect(history.items).toEqual(modelHistory([...lines, ...later]));
        const whole = await loadHistory(linesOf(lines), { whole: true });
        whole.append(later);
        expect(whole.short).toBe(false);
        expect(whole.items).toEqual(modelHistory([...lines, ...later]));
      }),
      { numRuns: 500 },
    );
  });

  test('turns, page by page, in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (lines, limit, running) => {
        const all = threadTurns(lines, { running });
        expect(await loadTurns(linesOf(lines), { running })).toEqual(all);
        // A page is told by the id of its last turn, so ids must be one turn's each.
        if (new Set(all.map((turn) => turn.id)).size < all.length) return;
        for (const sortDirection of ['asc', 'desc'] as const) {
          const paged = [];
          let cursor: string | null = null;
          do {
            const page = await turnsPage(linesOf(lines), { cursor, limit, sortDirection, running });
            expect(page.data.length).toBeLessThanOrEqual(limit);
            paged.push(...page.data);
            cursor = page.nextCursor;
          } while (cursor !== null);
          expect(paged).toEqual(sortDirection === 'asc' ? all : all.toReversed());
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the newest turns of a size', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.nat({ max: 60 }), async (lines, maxSize) => {
        const all = threadTurns(lines);
        const { turns, complete } = await turnsWithin(linesOf(lines), maxSize);
        expect(turns).toEqual(all.slice(all.length - turns.length));
        expect(turns.length > 0).toBe(all.length > 0);
        expect(complete).toBe(turns.length === all.length);
      }),
      { numRuns: 300 },
    );
  });

  test('what the end tells', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (lines) => {
        expect(await tailFacts(linesOf(lines))).toMatchObject({
          turnContext: turnContext(lines),
          usage: totalUsage(lines),
          unfinishedTurn: lastTurnUnfinished(lines),
        });
      }),
    );
  });
});

describe('no more is read than needed', () => {
  const turn = (id: string) => [started(id), context, user(`q ${id}`), said(`q ${id}`), tokens, complete(id)];
  const many = Array.from({ length: 200 }, (_, at) => turn(`${at}`)).flat();

  test('of the history: the turn of the last compaction, and what follows', async () => {
    const lines = counted([...many, started('c'), compacted('sum', []), complete('c'), ...turn('last')]);
    const history = await loadHistory(lines);
    expect(history.items).toHaveLength(1);
    expect(lines.read).toBeLessThan(12);
    history.append([rolledBack(1)]);
    expect([history.items, history.short]).toEqual([[], false]);
    history.append([rolledBack(1)]);
    expect(history.short).toBe(true);
  });

  test('of the turns: those of the page and one more', async () => {
    const lines = counted(many);
    const page = await turnsPage(lines, { limit: 3 });
    expect(page.data.map((one) => one.id)).toEqual(['199', '198', '197']);
    expect(lines.read).toBeLessThan(18);
    const back = await turnsPage(lines, { limit: 3, cursor: page.backwardsCursor, sortDirection: 'asc' });
    expect(back.data.map((one) => one.id)).toEqual(['199']);
  });

  test('of the tail: the last turn', async () => {
    const lines = counted(many);
    expect(await tailFacts(lines)).toMatchObject({ unfinishedTurn: null, usage: { total_token_usage: usage } });
    expect(lines.read).toBeLessThan(9);
  });
});

test('a cursor that is none, or of a turn that is gone, is refused', async () => {
  for (const cursor of ['zzz', '{}', 'null', '{"turnId":"gone","includeAnchor":true}'])
    await expect(turnsPage(linesOf([started('a')]), { cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
});

test('a history of all lines is never short', () => {
  const history = createHistory([started('a'), compacted('sum', [])]);
  history.append([rolledBack(9), compacted('old')]);
  expect(history.short).toBe(false);
});

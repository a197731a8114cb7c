import type { AnyPlugin, Scope, Snapshot } from '@tenon/plugin-api';
import { describe, expect, test, vi } from 'vitest';
import { gate, idle, plugin, points, start, store, summary, tools, withTools } from '../test/points.ts';

type Tools = Snapshot<{ readonly name: string }>;

/** A source that is fed by hand. */
function feed() {
  const queue: Tools[] = [];
  let wake = gate();
  let failed: Error | undefined;
  const events: string[] = [];
  const iterable: AsyncIterable<Tools> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        for (;;) {
          if (failed) throw failed;
          const value = queue.shift();
          if (value) return { done: false, value };
          await wake.promise;
          wake = gate();
        }
      },
      async return() {
        events.push('return');
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    iterable,
    events,
    async give(snapshot: Tools) {
      queue.push(snapshot);
      wake.resolve();
      await idle();
    },
    async fail(error: Error) {
      failed = error;
      wake.resolve();
      await idle();
    },
  };
}

const withSource = (id: string, iterable: AsyncIterable<Tools>, name = 'live'): AnyPlugin =>
  plugin(id, () => [tools.source(name, () => iterable)]);

describe('rule 4: sources', () => {
  const x = () => ({ name: 'x' });
  const y = () => ({ name: 'y' });

  test('a snapshot is taken over by the next acquire, not in the middle', async () => {
    const source = feed();
    const { runtime } = await start([withSource('a', source.iterable), withTools('b', 'fixed')]);
    using early = runtime.acquire();
    expect(early.names(tools)).toEqual(['fixed']);
    await source.give({ x });
    expect(early.names(tools)).toEqual(['fixed']);
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['fixed', 'x']);
    expect(turn.owner(tools, 'x')).toBe('a');
    await source.give({ y });
    expect(turn.names(tools)).toEqual(['fixed', 'x']);
    expect(await turn.get(tools, 'x')).toEqual({ name: 'x' });
    using next = runtime.acquire();
    expect([...(await next.all(tools)).keys()]).toEqual(['fixed', 'y']);
    expect(next.number).toBe(turn.number);
    expect(runtime.report[0]?.contributions).toEqual(['source tools/live']);
  });

  test('a member whose make did not change keeps what was made; others are made anew, the old ones disposed', async () => {
    const source = feed();
    const ended: string[] = [];
    const making = (name: string) =>
      vi.fn((scope: Scope) => {
        scope.defer(() => void ended.push(name));
        return { name };
      });
    const kept = making('kept');
    const { runtime } = await start([withSource('a', source.iterable)]);
    await source.give({ kept, changed: making('changed 1'), gone: making('gone') });
    const turn = runtime.acquire();
    const before = await turn.all(tools);
    await source.give({ kept, changed: making('changed 2') });
    const next = runtime.acquire();
    const now = await next.all(tools);
    expect(now.get('kept')).toBe(before.get('kept'));
    expect(now.get('changed')).toEqual({ name: 'changed 2' });
    expect(kept).toHaveBeenCalledTimes(1);
    await idle();
    expect(ended).toEqual([]);
    turn[Symbol.dispose]();
    await idle();
    expect(ended.sort()).toEqual(['changed 1', 'gone']);
    next[Symbol.dispose]();
    await source.give({});
    runtime.acquire();
    await idle();
    expect(ended.sort()).toEqual(['changed 1', 'changed 2', 'gone', 'kept']);
    expect(source.events).toEqual([]);
  });

  test("a source's member that another plugin contributes, too, is out, and a problem names both, once", async () => {
    const source = feed();
    const { runtime, problems } = await start([withSource('a', source.iterable), withTools('b', 'x')]);
    await source.give({ x, y });
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['x', 'y']);
    expect(turn.owner(tools, 'x')).toBe('b');
    await source.give({ x, y: () => ({ name: 'other' }) });
    using next = runtime.acquire();
    expect(next.owner(tools, 'x')).toBe('b');
    expect(problems).toMatchObject([
      { plugin: 'a', point: 'tools', name: 'x', error: { code: 'plugin_conflict', plugin: 'a' } },
    ]);
    expect(problems[0]?.error.message).toBe('a: tools/x failed: b contributes it, too');
    expect(runtime.report[0]?.problems).toEqual([problems[0]?.error]);
    expect(summary(runtime)).toEqual(['a active', 'b active']);
  });

  test('of two sources that offer one name neither has it, whichever came first', async () => {
    const [one, two] = [feed(), feed()];
    const { runtime, problems } = await start([withSource('a', one.iterable), withSource('b', two.iterable)]);
    await two.give({ x, y });
    using early = runtime.acquire();
    expect(early.owner(tools, 'x')).toBe('b');
    await one.give({ x });
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['y']);
    expect(problems.map(({ error }) => error.message).sort()).toEqual([
      'a: tools/x failed: b contributes it, too',
      'b: tools/x failed: a contributes it, too',
    ]);
    await one.give({});
    using next = runtime.acquire();
    expect(next.owner(tools, 'x')).toBe('b');
    expect(await next.get(tools, 'x')).toEqual({ name: 'x' });
  });

  test('a source that throws is reported, and its last members stay', async () => {
    const source = feed();
    const { runtime, problems } = await start([withSource('a', source.iterable)]);
    await source.give({ x });
    await source.fail(new Error('gone away'));
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['x']);
    expect(problems).toMatchObject([{ plugin: 'a', point: 'tools', name: 'live', error: { code: 'source_failed' } }]);
    expect(problems[0]?.error.message).toBe('a: source tools/live failed: gone away');
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a member that is no function', { x: 1 }],
  ])('a snapshot that is %s ends the source: reported, its last members stay', async (_, wrong) => {
    const source = feed();
    const { runtime, problems } = await start([withSource('a', source.iterable)]);
    await source.give({ x });
    await source.give((wrong ?? Object.assign(() => {}, { x: 1 })) as Tools);
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['x']);
    expect(problems).toMatchObject([{ error: { code: 'source_failed' } }]);
    expect(source.events).toEqual(['return']);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['gives no iterable', () => 5],
  ])('a source whose make %s is reported and takes nothing else down', async (_, make) => {
    const broken = plugin('a', () => [tools.source('live', make as never), tools.add('x', x)]);
    const { runtime, problems } = await start([broken]);
    await idle();
    expect(problems).toMatchObject([{ plugin: 'a', error: { code: 'source_failed' } }]);
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['x']);
  });

  test('a source that ends is no problem', async () => {
    const ending = plugin('a', () => [
      tools.source('live', async function* () {
        yield { x };
      }),
    ]);
    const { runtime, problems } = await start([ending]);
    await idle();
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['x']);
    expect(problems).toEqual([]);
  });

  test('a source lives as long as its generation: it is told to return when that is disposed', async () => {
    const source = feed();
    const signals: AbortSignal[] = [];
    const a = plugin('a', () => [
      tools.source('live', (scope) => {
        signals.push(scope.signal);
        return source.iterable;
      }),
    ]);
    const { runtime, problems } = await start([a]);
    const turn = runtime.acquire();
    await runtime.reload({ plugins: [] });
    expect(source.events).toEqual([]);
    // While it has users, it goes on.
    await source.give({ x });
    expect(signals[0]?.aborted).toBe(false);
    turn[Symbol.dispose]();
    await idle();
    expect(source.events).toEqual(['return']);
    expect(signals[0]?.aborted).toBe(true);
    expect(problems).toEqual([]);
  });

  test('a source may use what its plugin needs', async () => {
    const a = plugin('a', ({ needs }) => [
      tools.source('live', async function* () {
        const { name } = needs.store as { name: string };
        yield { [name]: x };
      }),
    ]);
    const b = plugin('b', () => [store.provide(() => ({ name: 'named' }))]);
    const { runtime } = await start([{ ...a, needs: { store } }, b], { points });
    await idle();
    using turn = runtime.acquire();
    expect(turn.names(tools)).toEqual(['named']);
  });
});

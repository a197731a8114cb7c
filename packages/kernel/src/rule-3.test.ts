import type { AnyPlugin, Contribution, HookContext } from '@tenon/plugin-api';
import { describe, expect, test, vi } from 'vitest';
import {
  after,
  before,
  type Call,
  call,
  first,
  gate,
  idle,
  mute,
  plugin,
  seen,
  start,
  store,
  summary,
} from '../test/points.ts';

const one = (id: string, ...contributions: readonly Contribution[]): AnyPlugin => plugin(id, () => contributions);
const deny = { kind: 'deny', reason: 'no' } as const;
const ask = { kind: 'ask' } as const;
const generationOf = async (...plugins: readonly AnyPlugin[]) => {
  const { runtime, problems } = await start(plugins);
  expect(summary(runtime).filter((line) => !line.endsWith(' active'))).toEqual([]);
  return { generation: runtime.acquire(), problems, runtime };
};
/** What a program in JavaScript may do. */
const untyped = (value: unknown) => value as never;

describe('rule 3: events are read-only and handlers return decisions', () => {
  test('without handlers there is no answer, and the event is not touched', async () => {
    const { generation } = await generationOf();
    const touched = vi.fn();
    const event = new Proxy(call, { get: touched, ownKeys: touched, getPrototypeOf: touched });
    expect(await generation.run(before, event)).toEqual([]);
    expect(touched).not.toHaveBeenCalled();
    expect(generation.hasHandlers(before)).toBe(false);
  });

  test('a write to any part of the event throws, and nobody else sees it', async () => {
    const { generation } = await generationOf(
      one(
        'a',
        before.on((event) => {
          const writes: (() => void)[] = [
            () => Object.assign(event, { tool: 'ls' }),
            () => (event.args.list as unknown as number[]).push(3),
            () => Object.assign(event.args, { more: 1 }),
          ];
          for (const write of writes) expect(write).toThrow(TypeError);
          return { kind: 'deny', reason: JSON.stringify(event) };
        }),
      ),
    );
    const event: Call = { tool: 'rm', args: { list: [1] } };
    const answers = await generation.run(before, event);
    expect(answers).toEqual([{ plugin: 'a', result: { kind: 'deny', reason: '{"tool":"rm","args":{"list":[1]}}' } }]);
    // The caller's own object is not frozen, and handlers do not see what becomes of it.
    event.args.list.push(2);
    expect(generation.hasHandlers(before)).toBe(true);
  });

  test('a handler that takes its time still sees the event as it was', async () => {
    const wait = gate();
    const list = vi.fn();
    const { generation } = await generationOf(
      one(
        'a',
        seen.on(async (event) => {
          await wait.promise;
          list(event.args.list);
        }),
      ),
    );
    const event: Call = { tool: 'rm', args: { list: [1] } };
    const run = generation.run(seen, event);
    event.args.list.push(2);
    wait.resolve();
    await run;
    expect(list).toHaveBeenCalledWith([1]);
  });

  test.each<[string, unknown]>([
    ['a key that would set the prototype', JSON.parse('{"__proto__":{"deep":[1]},"constructor":1}')],
    ['nothing', null],
    ['a text', 'text'],
  ])('an event that is %s arrives as it is', async (_, input) => {
    const got = vi.fn();
    const { generation } = await generationOf(
      one(
        'a',
        seen.on((event) => got(JSON.stringify(event))),
      ),
    );
    await generation.run(seen, untyped(input));
    expect(got).toHaveBeenCalledWith(JSON.stringify(input));
  });

  test.each<[string, unknown, string]>([
    ['another kind', { kind: 'rewrite', args: [] }, 'a result of kind rewrite is not honoured, only: {"deny"'],
    ['another field', { ...deny, updatedInput: 1 }, 'a result of kind deny with updatedInput is not honoured'],
    ['a field of another kind', { kind: 'ask', reason: 'x' }, 'a result of kind ask with reason is not honoured'],
    ['no kind', {}, 'a result of kind undefined is not honoured'],
    ['true', true, 'a result of kind undefined is not honoured'],
    ['null', null, 'a result of kind undefined is not honoured'],
    ['a kind that every object has', { kind: 'constructor' }, 'a result of kind constructor is not honoured'],
  ])('a result with %s is refused: open reports, closed denies', async (_, result, message) => {
    const { generation, problems } = await generationOf(
      one(
        'a',
        after.on(() => untyped(result)),
        before.on(async () => untyped(result)),
      ),
      one(
        'b',
        after.on(() => ask),
      ),
    );
    expect(await generation.run(after, call)).toEqual([{ plugin: 'b', result: ask }]);
    expect(problems).toMatchObject([
      { plugin: 'a', point: 'after', name: 'after', error: { code: 'hook_result_refused', plugin: 'a' } },
    ]);
    expect(problems[0]?.error.message).toContain(`a: hook after failed: ${message}`);
    expect(await generation.run(before, call)).toEqual([
      { plugin: 'a', result: { kind: 'deny', reason: expect.stringContaining(`a: hook before failed: ${message}`) } },
    ]);
    expect(problems).toHaveLength(2);
  });

  test('observers all run, at once; an answer of one is refused', async () => {
    const wait = gate();
    const ran: string[] = [];
    const { generation, problems } = await generationOf(
      one(
        'a',
        seen.on(async () => {
          await wait.promise;
          ran.push('a');
        }),
      ),
      one(
        'b',
        seen.on(() => {
          ran.push('b');
          wait.resolve();
        }),
      ),
      one(
        'c',
        seen.on(() => untyped(deny)),
      ),
      one(
        'd',
        seen.on(() => {
          throw new Error('boom');
        }),
      ),
    );
    expect(await generation.run(seen, call)).toEqual([]);
    expect(ran).toEqual(['b', 'a']);
    expect(problems.map(({ plugin, error }) => `${plugin} ${error.code}`).sort()).toEqual([
      'c hook_result_refused',
      'd handler_failed',
    ]);
  });

  test('order: pre before normal before post, then by plugin id, then as registered', async () => {
    const asked: string[] = [];
    const saying = (text: string) => () => void asked.push(text);
    const { generation } = await generationOf(
      one('b', after.on(saying('b post'), { order: 'post' }), after.on(saying('b 1')), after.on(saying('b 2'))),
      one('a', after.on(saying('a 1')), after.on(saying('a post'), { order: 'post' })),
      one('c', after.on(saying('c pre'), { order: 'pre' }), after.on(saying('c'), { order: 'normal' })),
    );
    await generation.run(after, call);
    expect(asked).toEqual(['c pre', 'a 1', 'b 1', 'b 2', 'c', 'a post', 'b post']);
  });

  test('order does not follow from who needs whom', async () => {
    const asked: string[] = [];
    const { generation } = await generationOf(
      plugin('a', () => [after.on(() => void asked.push('a'))], { needs: { store } }),
      one(
        'b',
        store.provide(() => ({ name: 's' })),
        after.on(() => void asked.push('b')),
      ),
    );
    await generation.run(after, call);
    expect(asked).toEqual(['a', 'b']);
  });

  test('first: the first answer counts, and nobody is asked after it', async () => {
    const third = vi.fn();
    const { generation } = await generationOf(
      one(
        'a',
        first.on(() => undefined),
      ),
      one(
        'b',
        first.on(async () => ask),
      ),
      one('c', first.on(third)),
    );
    expect(await generation.run(first, call)).toEqual([{ plugin: 'b', result: ask }]);
    expect(third).not.toHaveBeenCalled();
  });

  test('fold: every answer, in order, up to a final one', async () => {
    const last = vi.fn();
    const { generation } = await generationOf(
      one(
        'a',
        after.on(async () => ask),
      ),
      one(
        'b',
        after.on(() => undefined),
      ),
      one(
        'c',
        after.on(() => deny),
      ),
      one('d', after.on(last)),
    );
    expect(await generation.run(after, call)).toEqual([
      { plugin: 'a', result: ask },
      { plugin: 'c', result: deny },
    ]);
    expect(last).not.toHaveBeenCalled();
  });

  test('closed: a throw, now or later, denies, naming the plugin', async () => {
    const last = vi.fn();
    const boom = () => {
      throw new Error('boom');
    };
    for (const handler of [boom, async () => boom()]) {
      const { generation, problems } = await generationOf(
        one('acme.guard', before.on(handler), first.on(handler)),
        one('b', before.on(last), first.on(last)),
      );
      const denied = (point: string) => [
        { plugin: 'acme.guard', result: { kind: 'deny', reason: `acme.guard: hook ${point} failed: boom` } },
      ];
      expect(await generation.run(before, call)).toEqual(denied('before'));
      expect(await generation.run(first, call)).toEqual(denied('first'));
      expect(last).not.toHaveBeenCalled();
      expect(problems.map(({ error }) => error.code)).toEqual(['handler_failed', 'handler_failed']);
    }
  });

  test('closed: a handler whose time is up denies; its signal is aborted, its late answer ignored', async () => {
    const late = gate<typeof ask>();
    let context: HookContext | undefined;
    const { generation, problems } = await generationOf(
      one(
        'a',
        before.on(
          (_, given) => {
            context = given;
            return late.promise;
          },
          { timeoutMs: 5 },
        ),
      ),
    );
    const answers = await generation.run(before, call);
    expect(answers).toEqual([
      { plugin: 'a', result: { kind: 'deny', reason: 'a: hook before failed: it took over 5 ms' } },
    ]);
    expect(context?.signal.aborted).toBe(true);
    late.resolve(ask);
    await idle();
    expect(answers).toHaveLength(1);
    expect(problems).toMatchObject([{ plugin: 'a', error: { code: 'handler_failed', cause: { code: 'timeout' } } }]);
  });

  test("the time is the handler's, else the point's, else a minute", async () => {
    vi.useFakeTimers();
    try {
      const never = () => new Promise<never>(() => {});
      const { generation } = await generationOf(one('a', before.on(never)));
      const settled = vi.fn();
      void generation.run({ ...before, timeoutMs: 500 }, call).then(() => settled('point'));
      void generation.run(before, call).then(() => settled('default'));
      await vi.advanceTimersByTimeAsync(499);
      expect(settled).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(settled.mock.calls).toEqual([['point']]);
      await vi.advanceTimersByTimeAsync(59_499);
      expect(settled).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(settled).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a handler may be stricter than its point, never laxer', async () => {
    const boom = () => {
      throw new Error('boom');
    };
    const { generation } = await generationOf(
      one('a', after.on(boom), before.on(boom, untyped({ onError: 'open' }))),
      one('b', after.on(boom, { onError: 'closed' })),
    );
    expect(await generation.run(after, call)).toMatchObject([{ plugin: 'b', result: { kind: 'deny' } }]);
    expect(await generation.run(before, call)).toMatchObject([{ plugin: 'a', result: { kind: 'deny' } }]);
  });

  test('a handler cannot fail closed where nothing can be denied', async () => {
    const { runtime } = await start([
      one(
        'a',
        mute.on(() => undefined, { onError: 'closed' }),
      ),
    ]);
    expect(summary(runtime)).toEqual(['a failed contribution_invalid']);
    expect(runtime.report[0]?.cause?.message).toContain('hook mute: its point cannot deny');
  });

  test('a closed point that cannot deny fails the run itself', async () => {
    const { denied, ...rest } = before;
    const { generation } = await generationOf(
      one(
        'a',
        before.on(() => {
          throw new Error('boom');
        }),
      ),
    );
    expect(denied).toBeDefined();
    await expect(generation.run({ ...rest }, call)).rejects.toMatchObject({ code: 'handler_failed', plugin: 'a' });
  });

  test('when the signal is aborted, run rejects with its reason, handlers are told, nothing is reported', async () => {
    for (const point of [before, seen] as const) {
      const contexts: HookContext[] = [];
      const hang = (_: unknown, given: HookContext) => {
        contexts.push(given);
        return new Promise<never>(() => {});
      };
      const next = vi.fn();
      const { generation, problems } = await generationOf(
        one('a', before.on(hang), seen.on(hang)),
        one('b', before.on(next)),
      );
      const controller = new AbortController();
      const run = generation.run(point as typeof before, call, { signal: controller.signal });
      await idle();
      expect(contexts[0]?.signal.aborted).toBe(false);
      const reason = new Error('interrupted');
      controller.abort(reason);
      await expect(run).rejects.toBe(reason);
      await idle();
      expect(contexts[0]?.signal.aborted).toBe(true);
      expect(next).not.toHaveBeenCalled();
      await expect(generation.run(point as typeof before, call, { signal: controller.signal })).rejects.toBe(reason);
      expect(contexts).toHaveLength(1);
      expect(problems).toEqual([]);
    }
  });

  test('a handler that is done keeps a signal that is not aborted, and leaves no listener', async () => {
    let context: HookContext | undefined;
    const { generation } = await generationOf(
      one(
        'a',
        before.on(async (_, given) => {
          context = given;
          return ask;
        }),
      ),
    );
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    await generation.run(before, call, { signal });
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls[0]?.slice(0, 2)).toEqual(add.mock.calls[0]?.slice(0, 2));
    expect(context?.signal.aborted).toBe(false);
  });

  test('handlers that fail again and again are told each time, and do not fill the report', async () => {
    const { generation, problems, runtime } = await generationOf(
      one(
        'a',
        after.on(() => {
          throw new Error('boom');
        }),
      ),
    );
    for (let i = 0; i < 3; i++) await generation.run(after, call);
    expect(problems).toHaveLength(3);
    expect(runtime.report[0]?.problems).toEqual([]);
  });
});

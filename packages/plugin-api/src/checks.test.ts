import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  addContext,
  afterTool,
  allow,
  approvalRequest,
  ask,
  beforeTool,
  block,
  continueWith,
  deny,
  stop,
} from './events.ts';
import {
  type Contribution,
  collection,
  describeIssues,
  hook,
  isTenonError,
  malformed,
  orderRank,
  tenonError,
  unhonoured,
  withTimeout,
} from './index.ts';
import { logger } from './logger.ts';

const things = collection<string>()('things', 'thing/v1');
const mute = hook<null, { readonly kind: 'note' }>()('mute', 'mute/v1', {
  mode: 'fold',
  onError: 'open',
  honours: { note: ['kind'] },
});
const changed = (contribution: Contribution, changes: object) => ({ ...contribution, ...changes });

describe('malformed', () => {
  test('what the points make is well-formed', () => {
    for (const [contribution, point] of [
      [things.add('x', () => 'x'), things],
      [things.source('live', async function* () {}), things],
      [logger.provide(() => ({}) as never), logger],
      [mute.on(() => undefined, { order: 'post', timeoutMs: 1 }), mute],
      [beforeTool.on(() => undefined, { onError: 'closed' }), beforeTool],
    ] as const)
      expect(malformed(contribution, point)).toBeUndefined();
  });

  test.each<[string, Contribution, typeof things | typeof mute, RegExp]>([
    ['a kind of another point', things.add('x', () => 'x'), mute, /no method of a hook made it/],
    [
      'a kind that there is not',
      changed(
        things.add('x', () => 'x'),
        { kind: 'x' },
      ),
      things,
      /no method/,
    ],
    ['no name', things.add('', () => 'x'), things, /no method/],
    [
      'no function',
      changed(
        things.add('x', () => 'x'),
        { make: 1 },
      ),
      things,
      /no method/,
    ],
    [
      'a handler that is none',
      changed(
        mute.on(() => undefined),
        { handler: undefined, make: () => 1 },
      ),
      mute,
      /no method/,
    ],
    [
      'an order that there is not',
      changed(
        mute.on(() => undefined),
        { order: 'first' },
      ),
      mute,
      /order/,
    ],
    ['no time', mute.on(() => undefined, { timeoutMs: 0 }), mute, /timeoutMs/],
    [
      'time that is no number',
      changed(
        mute.on(() => undefined),
        { timeoutMs: 'soon' },
      ),
      mute,
      /timeoutMs/,
    ],
    ['more time than a timer can wait', mute.on(() => undefined, { timeoutMs: 2 ** 31 }), mute, /timeoutMs/],
    ['closed where nothing can be denied', mute.on(() => undefined, { onError: 'closed' }), mute, /cannot fail closed/],
  ])('%s is told', (_, contribution, point, message) => {
    expect(malformed(contribution, point)).toMatch(message);
  });
});

test('handlers are ranked by their order', () => {
  expect([{ order: 'pre' }, {}, { order: 'normal' }, { order: 'post' }].map((one) => orderRank(one as never))).toEqual([
    0, 1, 1, 2,
  ]);
});

describe('unhonoured', () => {
  test('what the helpers make is honoured by the hooks they are for', () => {
    for (const [point, results] of [
      [beforeTool, [deny('x'), ask(), ask('x')]],
      [approvalRequest, [deny('x'), allow()]],
      [afterTool, [block('x'), addContext('x')]],
      [stop, [continueWith('x')]],
    ] as const)
      for (const result of results) expect(unhonoured(point, result)).toBeUndefined();
  });

  test('what stands for a failed handler is honoured, too, and final where that is said', () => {
    const denied = beforeTool.denied?.('why');
    expect(denied).toEqual({ kind: 'deny', reason: 'why' });
    expect(unhonoured(beforeTool, denied)).toBeUndefined();
    expect(denied && beforeTool.final?.(denied)).toBe(true);
  });

  test('other kinds and fields are told', () => {
    expect(unhonoured(beforeTool, allow())).toBe(
      'a result of kind allow is not honoured, only: {"deny":["kind","reason"],"ask":["kind","reason"]}',
    );
    expect(unhonoured(beforeTool, { ...deny('x'), updatedInput: 1 })).toContain(
      'of kind deny with updatedInput is not',
    );
  });

  test('anything but a honoured result is told', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        fc.pre(Object(value).kind !== 'note');
        expect(unhonoured(mute, value)).toMatch(/is not honoured/);
      }),
    );
  });
});

describe('withTimeout', () => {
  test('gives back what is no promise, at once', () => {
    expect(withTimeout(5, 1)).toBe(5);
    expect(withTimeout(undefined, 1)).toBeUndefined();
  });

  test('settles as the promise does, and leaves no timer', async () => {
    vi.useFakeTimers();
    try {
      expect(await withTimeout(Promise.resolve(5), 1000)).toBe(5);
      await expect(withTimeout(Promise.reject(new Error('boom')), 1000)).rejects.toThrow('boom');
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('rejects with timeout when it takes too long', async () => {
    await expect(withTimeout(new Promise(() => {}), 5)).rejects.toMatchObject({
      code: 'timeout',
      message: 'it took over 5 ms',
    });
  });

  test("rejects with the signal's reason, and leaves no listener", async () => {
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const waiting = withTimeout(new Promise(() => {}), 10_000, controller.signal);
    const reason = new Error('stop');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(remove).toHaveBeenCalledTimes(1);
  });
});

test('issues are told in one line, with their paths', () => {
  const symbol = Symbol('s');
  expect(
    describeIssues('config', [
      { message: 'a' },
      { message: 'b', path: [] },
      { message: 'c', path: ['x', { key: 0 }, symbol] },
    ]),
  ).toBe('config: a; config: b; config.x.0.Symbol(s): c');
});

describe('errors', () => {
  test('carry what they were made with, and are known by their brand', () => {
    const cause = new Error('boom');
    const error = tenonError({ code: 'a_code', message: 'what', mend: 'how', plugin: 'a', file: '/f', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'TenonError',
      code: 'a_code',
      message: 'what',
      mend: 'how',
      plugin: 'a',
      file: '/f',
      cause,
    });
    expect(isTenonError(error)).toBe(true);
    expect('cause' in tenonError({ code: 'a', message: 'b' })).toBe(false);
  });

  test('those of another copy count; others do not', () => {
    expect(isTenonError(Object.assign(new Error('x'), { [Symbol.for('tenon.error')]: true }))).toBe(true);
    for (const other of [new Error('x'), null, undefined, 'x', {}]) expect(isTenonError(other)).toBe(false);
  });
});

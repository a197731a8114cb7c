import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { after, call, clock, idle, plugin, points, start, store, summary, tools, withTools } from '../test/points.ts';
import { createRuntime } from './index.ts';

const good = withTools('good', 'x');
const throwing = (thrown: unknown) => () => {
  throw thrown;
};

describe('rule 5: no plugin takes the host down', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a number', 42],
    ['a text', 'plugin'],
    ['an empty object', {}],
    ['an id that is no text', { id: 7, api: 'v1', register: () => [] }],
    ['an empty id', { id: '', api: 'v1', register: () => [] }],
  ])('%s is no plugin', async (_, wrong) => {
    const { runtime } = await start([good, wrong]);
    expect(summary(runtime)).toEqual(['good active', 'plugins[1] failed plugin_invalid']);
    expect(runtime.report[1]?.cause?.message).toBe('plugins[1]: a plugin has an id');
  });

  test.each<[string, unknown, string, RegExp]>([
    ['no register', { api: 'v1' }, 'failed plugin_failed', /^bad: register failed: .*register/],
    ['another api', { api: 'v2', register: () => [] }, 'incompatible plugin_incompatible', /v2; this host has v1/],
    ['no api', { register: () => [] }, 'incompatible plugin_incompatible', /undefined; this host has v1/],
    [
      'register throws',
      { api: 'v1', register: throwing(new Error('boom')) },
      'failed plugin_failed',
      /^bad: register failed: boom/,
    ],
    [
      'throws a text',
      { api: 'v1', register: throwing('boom') },
      'failed plugin_failed',
      /^bad: register failed: string thrown/,
    ],
    [
      'throws null',
      { api: 'v1', register: throwing(null) },
      'failed plugin_failed',
      /^bad: register failed: object thrown/,
    ],
    [
      'throws what has no prototype',
      { api: 'v1', register: throwing(Object.create(null)) },
      'failed plugin_failed',
      /^bad: register failed: object thrown/,
    ],
    ['rejects', { api: 'v1', register: async () => throwing(new Error('boom'))() }, 'failed plugin_failed', /boom/],
    ['returns nothing', { api: 'v1', register: () => undefined }, 'failed contribution_invalid', /gave no array/],
    ['returns a text', { api: 'v1', register: () => 'tools' }, 'failed contribution_invalid', /gave no array/],
    [
      'null among them',
      { api: 'v1', register: () => [null] },
      'failed contribution_invalid',
      /no point made it|no method of a (collection|hook) made it/,
    ],
    [
      'unknown kind',
      { api: 'v1', register: () => [{ ...tools.add('a', () => ({ name: 'a' })), kind: 'x' }] },
      'failed contribution_invalid',
      /no point made it|no method of a (collection|hook) made it/,
    ],
    [
      'kind of another point',
      { api: 'v1', register: () => [{ ...tools.add('a', () => ({ name: 'a' })), kind: 'handler' }] },
      'failed contribution_invalid',
      /no point made it|no method of a (collection|hook) made it/,
    ],
    [
      'no name',
      { api: 'v1', register: () => [tools.add('', () => ({ name: 'a' }))] },
      'failed contribution_invalid',
      /no point made it|no method of a (collection|hook) made it/,
    ],
    [
      'no function',
      { api: 'v1', register: () => [tools.add('a', 5 as never)] },
      'failed contribution_invalid',
      /tools\/a: no method of a collection made it/,
    ],
    [
      'unknown order',
      { api: 'v1', register: () => [after.on(() => undefined, { order: 'soon' as never })] },
      'failed contribution_invalid',
      /order/,
    ],
    [
      'no time',
      { api: 'v1', register: () => [after.on(() => undefined, { timeoutMs: 0 })] },
      'failed contribution_invalid',
      /timeoutMs/,
    ],
    [
      'endless time',
      { api: 'v1', register: () => [after.on(() => undefined, { timeoutMs: Number.POSITIVE_INFINITY })] },
      'failed contribution_invalid',
      /timeoutMs/,
    ],
    [
      'unknown point',
      { api: 'v1', register: () => [{ ...tools.add('a', () => ({ name: 'a' })), point: 'gadgets' }] },
      'incompatible plugin_incompatible',
      /no such point/,
    ],
    [
      'another version',
      { api: 'v1', register: () => [{ ...tools.add('a', () => ({ name: 'a' })), version: 'tool/v2' }] },
      'incompatible plugin_incompatible',
      /tool\/v2; this host has tool\/v1/,
    ],
    [
      'needs another version',
      { api: 'v1', needs: { store: { ...store, version: 'store/v9' } }, register: () => [] },
      'incompatible plugin_incompatible',
      /store\/v9; this host has store\/v1/,
    ],
    [
      'needs nothing sensible',
      { api: 'v1', needs: { store: null }, register: () => [] },
      'failed plugin_failed',
      /^bad: register failed/,
    ],
    [
      'needs that are no service',
      { api: 'v1', needs: { tools }, register: () => [] },
      'failed needs_missing',
      /provides tools/,
    ],
  ])('a plugin with %s is out, with the reason', async (_, wrong, status, message) => {
    const { runtime } = await start([{ id: 'bad', ...(wrong as object) }, good]);
    expect(summary(runtime)).toEqual([`bad ${status}`, 'good active']);
    expect(runtime.report[0]?.cause).toMatchObject({ plugin: 'bad', message: expect.stringMatching(message) });
    expect(runtime.report[0]?.contributions).toEqual([]);
    using generation = runtime.acquire();
    expect(generation.names(tools)).toEqual(['x']);
  });

  test('getters that throw are an entry of the report', async () => {
    const nasty = Object.defineProperty({}, 'id', { get: throwing(new Error('no id for you')) });
    const half = Object.defineProperty({ id: 'half' }, 'api', { get: throwing(new Error('no api for you')) });
    const part = plugin('part', () => [
      Object.defineProperty({}, 'kind', { enumerable: true, get: throwing(new Error('no')) }) as never,
    ]);
    const { runtime } = await start([nasty, half, part, good]);
    expect(summary(runtime)).toEqual([
      'good active',
      'half failed plugin_failed',
      'part failed plugin_failed',
      'plugins[0] failed plugin_failed',
    ]);
  });

  test('whatever the list holds, the start goes well', async () => {
    const junk = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
      fc.record({ id: fc.oneof(fc.string(), fc.anything()), api: fc.constant('v1'), register: fc.func(fc.anything()) }),
      fc.record({
        id: fc.string(),
        api: fc.constant('v1'),
        needs: fc.anything(),
        config: fc.anything(),
        register: fc.func(fc.constant([])),
      }),
      fc.record({ id: fc.string(), api: fc.constant('v1'), register: fc.func(fc.array(fc.anything())) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { maxLength: 5 }), async (list) => {
        const { runtime } = await start([...list, good]);
        expect(summary(runtime)).toContain('good active');
      }),
      { numRuns: 300 },
    );
  });

  test('a register that never settles is out after its time; others do not wait longer for it', async () => {
    const hanging = (id: string) => plugin(id, () => new Promise(() => {}) as never);
    const { runtime } = await start([hanging('a'), good, hanging('b')], { registerTimeoutMs: 10 });
    expect(summary(runtime)).toEqual(['a failed plugin_failed', 'b failed plugin_failed', 'good active']);
    expect(runtime.report[0]?.cause).toMatchObject({
      plugin: 'a',
      message: 'a: register failed: it took over 10 ms',
      cause: { code: 'timeout' },
    });
  });

  test('a register that settles late changes nothing any more', async () => {
    const late = Promise.withResolvers<never>();
    const { runtime } = await start([plugin('a', () => late.promise as never)], { registerTimeoutMs: 5 });
    const report = runtime.report;
    late.resolve([tools.add('late', () => ({ name: 'late' }))] as never);
    await idle();
    expect(runtime.report).toEqual(report);
    using generation = runtime.acquire();
    expect(generation.names(tools)).toEqual([]);
  });

  test('a disabled plugin is not asked anything', async () => {
    const register = vi.fn(() => []);
    const { runtime } = await start([plugin('a', register, { version: '1.2.3' })], { disabled: ['a', 'nobody'] });
    expect(runtime.report).toMatchObject([
      { id: 'a', version: '1.2.3', status: 'disabled', contributions: [], problems: [] },
    ]);
    expect(register).not.toHaveBeenCalled();
  });

  test('a member that cannot be made is out: the report and the host are told, the others are there', async () => {
    const { runtime, problems } = await start([
      plugin('a', () => [
        tools.add('throws', throwing(new Error('boom'))),
        tools.add('rejects', async () => throwing(new Error('bang'))()),
        tools.add('nothing', () => undefined as never),
        tools.add('fine', () => ({ name: 'fine' })),
      ]),
    ]);
    using generation = runtime.acquire();
    expect([...(await generation.all(tools))]).toEqual([['fine', { name: 'fine' }]]);
    expect(await generation.get(tools, 'throws')).toBeUndefined();
    expect(generation.names(tools)).toEqual(['fine']);
    expect(
      problems.map(({ plugin, point, name, error }) => [plugin, point, name, error.code, error.message]).sort(),
    ).toEqual([
      ['a', 'tools', 'nothing', 'member_failed', 'a: tools/nothing failed: its make gave nothing'],
      ['a', 'tools', 'rejects', 'member_failed', 'a: tools/rejects failed: bang'],
      ['a', 'tools', 'throws', 'member_failed', 'a: tools/throws failed: boom'],
    ]);
    expect(runtime.report[0]?.status).toBe('active');
    expect(runtime.report[0]?.problems).toHaveLength(3);
  });

  test('a member that takes over a minute to make is out', async () => {
    const { runtime } = await start([plugin('a', () => [tools.add('slow', () => new Promise(() => {}))])]);
    using generation = runtime.acquire();
    vi.useFakeTimers();
    try {
      const slow = generation.get(tools, 'slow');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await slow).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
    expect(runtime.report[0]?.problems).toMatchObject([{ message: 'a: tools/slow failed: it took over 60000 ms' }]);
  });

  test('what a failed make had begun is disposed', async () => {
    const ended = vi.fn();
    const { runtime } = await start([
      plugin('a', () => [
        tools.add('x', (scope) => {
          scope.defer(ended);
          throw new Error('boom');
        }),
      ]),
    ]);
    using generation = runtime.acquire();
    await generation.get(tools, 'x');
    expect(ended).toHaveBeenCalledTimes(1);
  });

  test('a service that cannot be made: tried once, told once, every user gets the error', async () => {
    const make = vi.fn(throwing(new Error('boom')));
    const { runtime, problems } = await start([plugin('a', () => [clock.provide(make)])]);
    using generation = runtime.acquire();
    for (let i = 0; i < 2; i++) {
      expect(() => generation.service(clock)).toThrow('a: clock failed: boom');
      expect(generation.find(clock)).toBeUndefined();
    }
    expect(make).toHaveBeenCalledTimes(1);
    expect(problems).toMatchObject([{ plugin: 'a', point: 'clock', error: { code: 'service_failed' } }]);
    expect(runtime.report[0]?.problems).toHaveLength(1);
  });

  test('without onProblem a problem becomes a warning of the process', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => void warnings.push(warning.message);
    process.on('warning', listen);
    const runtime = await createRuntime({
      plugins: [plugin('a', () => [after.on(throwing(new Error('boom')))])],
      points,
    });
    using generation = runtime.acquire();
    await generation.run(after, call);
    await idle();
    process.off('warning', listen);
    expect(warnings).toEqual(['a: hook after failed: boom']);
  });
});

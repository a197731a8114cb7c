import { type AnyPlugin, definePlugin, optional } from '@tenon/plugin-api';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { clock, idle, log, plugin, points, start, store, summary, tools, withTools } from '../test/points.ts';
import { createRuntime } from './index.ts';

const withStore = (id: string, name = id, replaces?: string): AnyPlugin =>
  plugin(id, () => [store.provide(() => ({ name }), replaces === undefined ? {} : { replaces })]);
const replacing = (id: string, name: string, replaces: string): AnyPlugin =>
  plugin(id, () => [tools.add(name, () => ({ name: `${name} of ${id}` }), { replaces })]);

describe('rule 1: conflicts are resolved over the whole set, never by load order', () => {
  test('two members with one name are an error of both plugins that names both', async () => {
    const { runtime } = await start([withTools('b', 'x', 'y'), withTools('a', 'x'), withTools('c', 'z')]);
    expect(summary(runtime)).toEqual(['a failed plugin_conflict', 'b failed plugin_conflict', 'c active']);
    expect(runtime.report[0]?.cause).toMatchObject({ plugin: 'a', message: 'a: tools/x is contributed by a and b' });
    expect(runtime.report[1]?.cause).toMatchObject({ plugin: 'b', message: 'b: tools/x is contributed by a and b' });
    using generation = runtime.acquire();
    expect(generation.names(tools)).toEqual(['z']);
    expect(generation.owner(tools, 'y')).toBeUndefined();
  });

  test('two providers of one service are an error of both', async () => {
    const { runtime } = await start([withStore('b'), withStore('a')]);
    expect(summary(runtime)).toEqual(['a failed plugin_conflict', 'b failed plugin_conflict']);
    expect(runtime.report[0]?.cause?.message).toBe('a: store is contributed by a and b');
  });

  test('one plugin that names a member twice is in conflict with itself', async () => {
    const { runtime } = await start([withTools('a', 'x', 'x')]);
    expect(summary(runtime)).toEqual(['a failed plugin_conflict']);
  });

  test('the same name in two collections, or of a service, is no conflict', async () => {
    const { runtime } = await start([withTools('a', 'store'), withStore('b')]);
    expect(summary(runtime)).toEqual(['a active', 'b active']);
  });

  test('a member replaces another with the consent of the application', async () => {
    const { runtime } = await start([replacing('b', 'x', 'a'), withTools('a', 'x', 'y')], {
      replacements: { 'tools/x': 'b' },
    });
    expect(summary(runtime)).toEqual(['a active', 'b active']);
    expect(runtime.report.map(({ contributions }) => contributions)).toEqual([['tools/y'], ['tools/x']]);
    using generation = runtime.acquire();
    expect(generation.owner(tools, 'x')).toBe('b');
    expect(await generation.get(tools, 'x')).toEqual({ name: 'x of b' });
  });

  test('a service replaces another with consent, by its own id', async () => {
    const { runtime } = await start([withStore('b', 'mine', 'a'), withStore('a')], { replacements: { store: 'b' } });
    using generation = runtime.acquire();
    expect(generation.service(store)).toEqual({ name: 'mine' });
    expect(runtime.report.map(({ contributions }) => contributions)).toEqual([[], ['store']]);
  });

  test.each<[string, Record<string, string>]>([
    ['no consent', {}],
    ['consent to somebody else', { 'tools/x': 'c' }],
    ['consent to another member', { 'tools/y': 'b' }],
  ])('%s: the one that would replace is out, the other stays', async (_, replacements) => {
    const { runtime } = await start([replacing('b', 'x', 'a'), withTools('a', 'x')], { replacements });
    expect(summary(runtime)).toEqual(['a active', 'b failed replace_not_allowed']);
    expect(runtime.report[1]?.cause).toMatchObject({
      message: "b: it would replace tools/x of a without the application's consent",
      mend: "To allow it, add to replacements: 'tools/x': 'b'",
    });
    using generation = runtime.acquire();
    expect(await generation.get(tools, 'x')).toEqual({ name: 'x of a' });
  });

  test('consent alone replaces nothing: the plugin must say so', async () => {
    const { runtime } = await start([withTools('b', 'x'), withTools('a', 'x')], { replacements: { 'tools/x': 'b' } });
    expect(summary(runtime)).toEqual(['a failed plugin_conflict', 'b failed plugin_conflict']);
  });

  test('it replaces that plugin only: a third one is a conflict, and what was to be replaced stays', async () => {
    const { runtime } = await start([replacing('b', 'x', 'a'), withTools('a', 'x'), withTools('c', 'x')], {
      replacements: { 'tools/x': 'b' },
    });
    expect(summary(runtime)).toEqual(['a active', 'b failed plugin_conflict', 'c failed plugin_conflict']);
    using generation = runtime.acquire();
    expect(generation.owner(tools, 'x')).toBe('a');
  });

  test('what was replaced is back when the one that replaces it fails', async () => {
    const b = plugin('b', () => [tools.add('x', () => ({ name: 'b' }), { replaces: 'a' })], { needs: { clock } });
    const { runtime } = await start([b, withTools('a', 'x')], { replacements: { 'tools/x': 'b' } });
    expect(summary(runtime)).toEqual(['a active', 'b failed needs_missing']);
    using generation = runtime.acquire();
    expect(generation.owner(tools, 'x')).toBe('a');
  });

  test('several plugins with one id are all out, in one entry', async () => {
    const { runtime } = await start([withTools('a', 'x'), withTools('b', 'y'), withTools('a', 'z')]);
    expect(summary(runtime)).toEqual(['a failed plugin_duplicate', 'b active']);
    using generation = runtime.acquire();
    expect(generation.names(tools)).toEqual(['y']);
  });

  test('the order of the plugins changes nothing', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'] as const;
    const id = fc.constantFrom(...ids);
    const service = fc.constantFrom(log, store, clock);
    const contribution = fc.oneof(
      fc.record({ tool: fc.constantFrom('x', 'y', 'z'), replaces: fc.option(id, { nil: undefined, freq: 2 }) }),
      fc.record({ service, replaces: fc.option(id, { nil: undefined, freq: 2 }) }),
    );
    const description = fc.record({
      id,
      version: fc.constantFrom('1.0.0', '2.0.0'),
      api: fc.constantFrom('v1', 'v1', 'v1', 'v2'),
      throws: fc.constantFrom(false, false, false, true),
      needs: fc.uniqueArray(service, { maxLength: 2 }),
      contributions: fc.array(contribution, { maxLength: 3 }),
    });
    const input = fc
      .record({
        descriptions: fc.array(description, { maxLength: 7 }),
        replacements: fc.dictionary(fc.constantFrom('tools/x', 'tools/y', 'store', 'log'), id),
        disabled: fc.uniqueArray(id, { maxLength: 1 }),
      })
      .chain(({ descriptions, ...rest }) =>
        fc.record({
          descriptions: fc.constant(descriptions),
          shuffled: fc.shuffledSubarray(descriptions, { minLength: descriptions.length }),
          rest: fc.constant(rest),
        }),
      );
    const outcome = async (
      descriptions: readonly {
        id: string;
        version: string;
        api: string;
        throws: boolean;
        needs: readonly (typeof log | typeof store | typeof clock)[];
        contributions: readonly ({ tool: string; replaces?: string } | { service: typeof store; replaces?: string })[];
      }[],
      options: { replacements: Record<string, string>; disabled: string[] },
    ) => {
      const plugins = descriptions.map((given) => ({
        id: given.id,
        version: given.version,
        api: given.api,
        needs: Object.fromEntries(given.needs.map((need) => [need.id, need])),
        register() {
          if (given.throws) throw new Error('boom');
          return given.contributions.map((one) =>
            'tool' in one
              ? tools.add(one.tool, () => ({ name: one.tool }), one)
              : one.service.provide(() => ({ name: given.id }), one),
          );
        },
      }));
      const { runtime } = await start(plugins, options);
      using generation = runtime.acquire();
      return {
        report: runtime.report.map(({ cause, ...entry }) => ({ ...entry, code: cause?.code, message: cause?.message })),
        names: generation.names(tools),
        owners: generation.names(tools).map((name) => generation.owner(tools, name)),
        services: [log, store, clock].map((point) => generation.find<unknown>(point)),
      };
    };
    await fc.assert(
      fc.asyncProperty(input, async ({ descriptions, shuffled, rest }) => {
        expect(await outcome(shuffled as never, rest)).toEqual(await outcome(descriptions as never, rest));
      }),
      { numRuns: 400 },
    );
  });
});

describe('rule 2: make is lazy, and needs are resolved before any make', () => {
  test('a member is made on first use, once, however many ask', async () => {
    const make = vi.fn(async () => {
      await idle();
      return { name: 'x' };
    });
    const { runtime } = await start([plugin('a', () => [tools.add('x', make)])]);
    using generation = runtime.acquire();
    using other = runtime.acquire();
    expect(generation.names(tools)).toEqual(['x']);
    expect(generation.owner(tools, 'x')).toBe('a');
    expect(make).not.toHaveBeenCalled();
    const [one, two, all] = await Promise.all([generation.get(tools, 'x'), other.get(tools, 'x'), other.all(tools)]);
    expect(one).toBe(two);
    expect(all.get('x')).toBe(one);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('a service is made on first use, once', async () => {
    const make = vi.fn(() => ({ name: 's' }));
    const { runtime } = await start([plugin('a', () => [store.provide(make)])], { required: [store] });
    using generation = runtime.acquire();
    expect(make).not.toHaveBeenCalled();
    expect(generation.service(store)).toBe(generation.find(store));
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('an optional need is there when somebody provides it, and undefined when nobody does', async () => {
    const shop = definePlugin({
      id: 'shop',
      needs: { store: optional(store), log: optional(log) },
      register: ({ needs }) => [tools.add('x', () => ({ name: `${needs.store?.name} ${needs.log === undefined}` }))],
    });
    const { runtime } = await start([shop, withStore('a', 'corner')]);
    expect(summary(runtime)).toEqual(['a active', 'shop active']);
    using generation = runtime.acquire();
    expect(await generation.get(tools, 'x')).toEqual({ name: 'corner true' });
  });

  test('the members come with their names sorted', async () => {
    const { runtime } = await start([withTools('a', 'z', 'b'), withTools('c', 'a', 'B')]);
    using generation = runtime.acquire();
    expect(generation.names(tools)).toEqual(['B', 'a', 'b', 'z']);
    expect([...(await generation.all(tools)).keys()]).toEqual(['B', 'a', 'b', 'z']);
    expect(await generation.get(tools, 'nothing')).toBeUndefined();
  });

  test('needs are there when something is made', async () => {
    const lines: string[] = [];
    const provider = plugin('z', () => [log.provide(() => ({ write: (text) => void lines.push(text) }))]);
    const user = definePlugin({
      id: 'a',
      needs: { out: log },
      register: ({ needs }) => [
        tools.add('x', () => {
          needs.out.write('made');
          return { name: 'x' };
        }),
      ],
    });
    const { runtime } = await start([user, provider]);
    using generation = runtime.acquire();
    await generation.get(tools, 'x');
    expect(lines).toEqual(['made']);
  });

  test('touching one while registering throws needs_too_early', async () => {
    const early = definePlugin({
      id: 'a',
      needs: { log },
      register: ({ needs }) => {
        needs.log.write('too early');
        return [];
      },
    });
    const provider = plugin('b', () => [log.provide(() => ({ write() {} }))]);
    const { runtime } = await start([early, provider]);
    expect(summary(runtime)).toEqual(['a failed needs_too_early', 'b active']);
    expect(runtime.report[0]?.cause).toMatchObject({ plugin: 'a', message: 'a: needs.log is used in register' });
  });

  test('an unmet need fails the plugin, and those that need it', async () => {
    const a = plugin('a', () => [log.provide(() => ({ write() {} }))], { needs: { store } });
    const b = plugin('b', () => [clock.provide(() => ({ now: 1 }))], { needs: { log } });
    const c = plugin('c', () => [tools.add('x', () => ({ name: 'x' }))], { needs: { clock } });
    const { runtime } = await start([a, b, c, withTools('d', 'y')]);
    expect(summary(runtime)).toEqual([
      'a failed needs_missing',
      'b failed needs_missing',
      'c failed needs_missing',
      'd active',
    ]);
    expect(runtime.report[0]?.cause?.message).toBe('a: no active plugin provides store');
    expect(runtime.report[1]?.cause?.message).toBe(
      'b: no active plugin provides log; a: no active plugin provides store',
    );
    expect(runtime.report[1]?.cause?.cause).toBe(runtime.report[0]?.cause);
  });

  test('plugins that need each other fail, with the way round', async () => {
    const a = plugin('a', () => [log.provide(() => ({ write() {} }))], { needs: { store } });
    const b = plugin('b', () => [store.provide(() => ({ name: 'b' }))], { needs: { clock } });
    const c = plugin('c', () => [clock.provide(() => ({ now: 1 }))], { needs: { log } });
    const d = plugin('d', () => [], { needs: { log } });
    const { runtime } = await start([d, c, b, a]);
    expect(summary(runtime)).toEqual([
      'a failed needs_cycle',
      'b failed needs_cycle',
      'c failed needs_cycle',
      'd failed needs_missing',
    ]);
    expect(runtime.report[0]?.cause?.message).toBe('a: plugins cannot need each other: a needs b needs c needs a');
  });

  test('a plugin may use a service of its own, but not to make that service', async () => {
    const a = definePlugin({
      id: 'a',
      needs: { store },
      register: ({ needs }) => [
        store.provide(() => ({ name: 's' })),
        tools.add('x', () => ({ name: needs.store.name })),
      ],
    });
    const b = definePlugin({
      id: 'b',
      needs: { clock },
      register: ({ needs }) => [clock.provide(() => ({ now: needs.clock.now }))],
    });
    const { runtime, problems } = await start([a, b]);
    expect(summary(runtime)).toEqual(['a active', 'b active']);
    using generation = runtime.acquire();
    expect(await generation.get(tools, 'x')).toEqual({ name: 's' });
    expect(() => generation.service(clock)).toThrow('b: clock failed: b: the make of clock needs clock');
    expect(problems).toMatchObject([
      { plugin: 'b', error: { code: 'service_failed', cause: { code: 'needs_cycle' } } },
    ]);
  });

  test('a service whose make gives a promise cannot be had', async () => {
    const make = () => Promise.reject(new Error('nobody waits for this')) as never;
    const { runtime, problems } = await start([plugin('a', () => [store.provide(make)])]);
    using generation = runtime.acquire();
    expect(() => generation.service(store)).toThrow('a: store failed: a service is made synchronously');
    expect(generation.find(store)).toBeUndefined();
    await idle();
    expect(problems).toHaveLength(1);
  });

  test('a service that is not there: find gives undefined, service throws', async () => {
    const { runtime } = await start([]);
    using generation = runtime.acquire();
    expect(generation.find(store)).toBeUndefined();
    expect(() => generation.service(store)).toThrow(expect.objectContaining({ code: 'service_missing' }));
  });

  test('a required service that nobody provides fails the start, with the reasons', async () => {
    const conflict = start([withStore('a'), withStore('b'), withTools('c', 'x')], { required: [log, store] });
    await expect(conflict).rejects.toMatchObject({ code: 'service_missing', message: 'no active plugin provides log' });
    const missing = createRuntime({ plugins: [withStore('a'), withStore('b')], points, required: [store] });
    await expect(missing).rejects.toMatchObject({
      code: 'service_missing',
      message:
        'no active plugin provides store; a: store is contributed by a and b; b: store is contributed by a and b',
      cause: { code: 'plugin_conflict', plugin: 'a' },
    });
    const broken = plugin('broken', () => {
      throw new Error('boom');
    });
    await expect(createRuntime({ plugins: [broken], points, required: [store] })).rejects.toMatchObject({
      message: 'no active plugin provides store; broken: register failed: boom',
      cause: { code: 'plugin_failed' },
    });
    const disabled = createRuntime({ plugins: [withStore('a')], points, required: [store], disabled: ['a'] });
    await expect(disabled).rejects.toThrow('no active plugin provides store; a: disabled');
  });
});

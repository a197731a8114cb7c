import type { AnyPlugin, Scope } from '@tenon/plugin-api';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  after,
  before,
  call,
  clock,
  gate,
  idle,
  log,
  plugin,
  seen,
  start,
  store,
  summary,
  tools,
  withTools,
} from '../test/points.ts';
import type { Generation, Runtime } from './index.ts';

/** Everything a user can see of a set of plugins. */
async function inventory(runtime: Runtime, generation: Generation, without: readonly string[]) {
  return {
    report: runtime.report.filter(({ id }) => !without.includes(id)),
    names: generation.names(tools),
    owners: generation.names(tools).map((name) => generation.owner(tools, name)),
    made: [...(await generation.all(tools))],
    services: [log, store, clock].map((point) => generation.find<unknown>(point)),
    handlers: [before, after, seen].map((hook) => generation.hasHandlers(hook)),
    answers: await generation.run(after, call),
  };
}

describe('rule 4: reload builds a new generation, which is swapped in between turns', () => {
  test('an acquired generation keeps what it has; the next one gets the new', async () => {
    const version = (text: string): AnyPlugin =>
      plugin(
        'a',
        () => [
          tools.add('x', () => ({ name: text })),
          store.provide(() => ({ name: text })),
          after.on(() => ({ kind: 'deny', reason: text })),
        ],
        { version: text },
      );
    const { runtime } = await start([version('old')]);
    const turn = runtime.acquire();
    const report = await runtime.reload({ plugins: [version('new')] });
    expect(report).toEqual(runtime.report);
    expect(runtime.report[0]?.version).toBe('new');
    expect(turn.report[0]?.version).toBe('old');
    using next = runtime.acquire();
    expect([turn.number, next.number]).toEqual([1, 2]);
    for (const [generation, text] of [
      [turn, 'old'],
      [next, 'new'],
    ] as const) {
      expect(await generation.get(tools, 'x')).toEqual({ name: text });
      expect(generation.service(store)).toEqual({ name: text });
      expect(await generation.run(after, call)).toMatchObject([{ result: { reason: text } }]);
    }
    turn[Symbol.dispose]();
  });

  test('each generation makes its own', async () => {
    const make = vi.fn(() => ({ name: 's' }));
    const a = plugin('a', () => [store.provide(make)]);
    const { runtime } = await start([a]);
    using turn = runtime.acquire();
    await runtime.reload({ plugins: [a] });
    using next = runtime.acquire();
    expect(turn.service(store)).not.toBe(next.service(store));
    expect(make).toHaveBeenCalledTimes(2);
  });

  test('a superseded generation is disposed once its last user lets go, and not before', async () => {
    const disposed = vi.fn();
    const a = plugin('a', () => [
      tools.add('x', (scope) => {
        scope.defer(disposed);
        return { name: 'x' };
      }),
    ]);
    const { runtime } = await start([a]);
    const one = runtime.acquire();
    const two = runtime.acquire();
    await one.get(tools, 'x');
    await runtime.reload({ plugins: [] });
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    await idle();
    expect(disposed).not.toHaveBeenCalled();
    two[Symbol.dispose]();
    await idle();
    expect(disposed).toHaveBeenCalledTimes(1);
  });

  test('one without users is disposed by the time reload resolves; the current one never is', async () => {
    const disposed = vi.fn();
    const a = plugin('a', () => [
      store.provide((scope) => {
        scope.defer(async () => {
          await idle();
          disposed();
        });
        return { name: 's' };
      }),
    ]);
    const { runtime } = await start([a]);
    {
      using turn = runtime.acquire();
      turn.service(store);
    }
    await idle();
    expect(disposed).not.toHaveBeenCalled();
    await runtime.reload({ plugins: [] });
    expect(disposed).toHaveBeenCalledTimes(1);
  });

  test('what is left out of a reload stays as it was', async () => {
    const { runtime } = await start([withTools('a', 'x'), withTools('b', 'y')], { disabled: ['a'] });
    await runtime.reload({ plugins: [withTools('a', 'x')] });
    expect(summary(runtime)).toEqual(['a disabled']);
    await runtime.reload({ plugins: [withTools('a', 'x')], disabled: [] });
    expect(summary(runtime)).toEqual(['a active']);
  });

  test('when a required service would be missing, reload rejects and the old generation stays', async () => {
    const a = plugin('a', () => [store.provide(() => ({ name: 's' }))]);
    const { runtime } = await start([a], { required: [store] });
    const before = runtime.report;
    await expect(runtime.reload({ plugins: [withTools('b', 'x')], disabled: ['a'] })).rejects.toMatchObject({
      code: 'service_missing',
    });
    expect(runtime.report).toEqual(before);
    using turn = runtime.acquire();
    expect(turn.number).toBe(1);
    expect(turn.service(store)).toEqual({ name: 's' });
    // Nothing of the refused one stuck, its `disabled` included.
    await runtime.reload({ plugins: [a] });
    expect(summary(runtime)).toEqual(['a active']);
  });

  test('reloads run one after another, in the order asked for', async () => {
    const wait = gate<never[]>();
    const slow = plugin('slow', () => wait.promise as never);
    const { runtime } = await start([]);
    const one = runtime.reload({ plugins: [slow] });
    const two = runtime.reload({ plugins: [withTools('a', 'x')] });
    await idle();
    expect(summary(runtime)).toEqual([]);
    wait.resolve([]);
    expect(summary({ report: await one })).toEqual(['slow active']);
    expect(summary({ report: await two })).toEqual(['a active']);
    expect(summary(runtime)).toEqual(['a active']);
  });

  test('disabled or uninstalled is as if it had never been there', async () => {
    const name = fc.constantFrom('x', 'y', 'z');
    const shape = fc.record({
      tools: fc.uniqueArray(name, { maxLength: 2 }),
      service: fc.option(fc.constantFrom(log, store), { nil: undefined }),
      need: fc.option(fc.constantFrom(log, store), { nil: undefined, freq: 3 }),
      handler: fc.option(fc.constantFrom(after, before), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(shape, { minLength: 1, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        async (shapes, out) => {
          const build = () =>
            shapes.map((given, at) =>
              plugin(
                `p${at}`,
                () => [
                  ...given.tools.map((tool) => tools.add(tool, () => ({ name: `${tool}${at}` }))),
                  ...(given.service ? [given.service.provide(() => ({ name: `s${at}` }) as never)] : []),
                  ...(given.handler ? [given.handler.on(() => ({ kind: 'ask' }))] : []),
                ],
                { needs: given.need ? { need: given.need } : {} },
              ),
            );
          const gone = shapes.map((_, at) => `p${at}`).filter((__, at) => out[at]);
          const without = () => build().filter(({ id }) => !gone.includes(id));
          const { runtime: never } = await start(without());
          const { runtime: reloaded } = await start(build());
          using old = reloaded.acquire();
          await old.all(tools);
          await reloaded.reload({ plugins: build(), disabled: gone });
          const { runtime: uninstalled } = await start(build());
          await uninstalled.reload({ plugins: without() });
          using expected = never.acquire();
          using off = reloaded.acquire();
          using removed = uninstalled.acquire();
          const wanted = await inventory(never, expected, []);
          expect(await inventory(uninstalled, removed, [])).toEqual(wanted);
          // A message may name a disabled plugin that would have provided what is missing.
          const plain = ({ report, ...rest }: typeof wanted) => ({
            ...rest,
            report: report.map(({ cause, ...entry }) => ({ ...entry, code: cause?.code })),
          });
          expect(plain(await inventory(reloaded, off, gone))).toEqual(plain(wanted));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("a plugin's things are disposed before those of the plugins it needs, whatever was made first", async () => {
    const ended: string[] = [];
    const ending = (name: string) => (scope: Scope) => {
      scope.defer(() => void ended.push(name));
      return { name, write() {}, now: 1 };
    };
    const { runtime } = await start([
      plugin('a', () => [log.provide(ending('log'))]),
      plugin('b', () => [tools.add('x', ending('tool'))], { needs: { store } }),
      plugin('c', () => [store.provide(ending('store'))], { needs: { log } }),
    ]);
    const turn = runtime.acquire();
    await turn.get(tools, 'x');
    turn.service(store);
    turn.service(log);
    turn[Symbol.dispose]();
    await runtime[Symbol.asyncDispose]();
    expect(ended).toEqual(['tool', 'store', 'log']);
  });

  test('a disposed runtime disposes every generation, used or not, and gives out nothing more', async () => {
    const ended: string[] = [];
    const version = (name: string) =>
      plugin('a', () => [
        store.provide((scope) => {
          scope.defer(() => void ended.push(name));
          return { name };
        }),
      ]);
    const { runtime } = await start([version('old')]);
    runtime.acquire().service(store);
    await runtime.reload({ plugins: [version('new')] });
    runtime.acquire().service(store);
    const failing = runtime.reload({ plugins: [] });
    await Promise.all([
      runtime[Symbol.asyncDispose](),
      expect(failing).rejects.toMatchObject({ code: 'runtime_disposed' }),
    ]);
    expect(ended.sort()).toEqual(['new', 'old']);
    expect(() => runtime.acquire()).toThrow(expect.objectContaining({ code: 'runtime_disposed' }));
    await expect(runtime.reload({ plugins: [] })).rejects.toMatchObject({ code: 'runtime_disposed' });
    await runtime[Symbol.asyncDispose]();
  });

  test('disposers that fail are problems of their plugin', async () => {
    const a = plugin('a', () => [
      store.provide((scope) => {
        scope.defer(() => {
          throw new Error('boom');
        });
        return { name: 's' };
      }),
    ]);
    const { runtime, problems } = await start([a]);
    runtime.acquire().service(store);
    await runtime[Symbol.asyncDispose]();
    expect(problems).toMatchObject([
      { plugin: 'a', point: 'scope', error: { code: 'dispose_failed', message: 'a: a disposer failed: boom' } },
    ]);
  });
});

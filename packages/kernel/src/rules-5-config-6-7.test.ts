import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type AnyPlugin, definePlugin, isTenonError, type StandardSchemaV1, tenonError } from '@tenon/plugin-api';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { before, call, clock, plugin, points, start, store, summary, tools, withTools } from '../test/points.ts';
import { createRuntime, createScope, type Problem } from './index.ts';

const good = withTools('good', 'x');
const throwing = (thrown: unknown) => () => {
  throw thrown;
};

describe('rule 5: configuration', () => {
  const schema = z.object({ greeting: z._default(z.string(), 'hi'), deep: z.optional(z.object({ port: z.number() })) });
  const greeter = definePlugin({
    id: 'acme.hello',
    config: schema,
    register: ({ config }) => [tools.add('hello', () => ({ name: config.greeting }))],
  });
  const greeting = async (plugins: readonly AnyPlugin[], config: Record<string, unknown>) => {
    const { runtime } = await start(plugins, { config });
    using generation = runtime.acquire();
    return { runtime, tool: await generation.get(tools, 'hello') };
  };

  test('it is what the schema makes of it; without an entry, of an empty one', async () => {
    expect((await greeting([greeter], { 'acme.hello': { greeting: 'ho' } })).tool).toEqual({ name: 'ho' });
    expect((await greeting([greeter], {})).tool).toEqual({ name: 'hi' });
  });

  test('what the schema refuses is config_invalid, with path and message of each issue', async () => {
    const { runtime } = await greeting([greeter], { 'acme.hello': { greeting: 1, deep: { port: 'x' } } });
    expect(summary(runtime)).toEqual(['acme.hello failed config_invalid']);
    expect(runtime.report[0]?.cause?.message).toMatch(/^acme\.hello: config\.greeting: .+; config\.deep\.port: .+/);
  });

  test('a plugin without a schema takes none', async () => {
    const { runtime } = await start([good], { config: { good: { a: 1 } } });
    expect(summary(runtime)).toEqual(['good failed config_invalid']);
    expect(runtime.report[0]?.cause?.message).toBe('good: config: it takes none');
  });

  test('any Standard Schema will do: asynchronous ones, paths of objects', async () => {
    const standard = (validate: StandardSchemaV1<unknown, string>['~standard']['validate']) =>
      definePlugin({
        id: 'a',
        config: { '~standard': { version: 1, vendor: 'by hand', validate } },
        register: ({ config }) => [tools.add('hello', () => ({ name: config }))],
      });
    const upper = standard(async (value) => ({ value: String(value).toUpperCase() }));
    expect((await greeting([upper], { a: 'text' })).tool).toEqual({ name: 'TEXT' });
    const refusing = standard(() => ({ issues: [{ message: 'no', path: [{ key: 'list' }, 0] }] }));
    expect((await greeting([refusing], { a: 1 })).runtime.report[0]?.cause?.message).toBe('a: config.list.0: no');
    const breaking = standard(throwing(new Error('boom')));
    expect(summary((await greeting([breaking], { a: 1 })).runtime)).toEqual(['a failed plugin_failed']);
    const { runtime } = await start([standard(() => new Promise(() => {}))], {
      config: { a: 1 },
      registerTimeoutMs: 5,
    });
    expect(runtime.report[0]?.cause?.message).toBe('a: register failed: it took over 5 ms');
  });
});

describe('rule 6: errors carry a code, a cause and the plugin, and are known by their brand', () => {
  test('every cause of a report and every error of a problem is branded and names its plugin', async () => {
    const boom = new Error('boom');
    const { runtime, problems } = await start([
      plugin('a', throwing(boom)),
      plugin('b', () => [], { api: 'v9' as never }),
      plugin('c', () => [], { needs: { clock } }),
      plugin('d', () => [tools.add('x', throwing(boom)), before.on(throwing(boom)), store.provide(throwing(boom))]),
      null,
    ]);
    using generation = runtime.acquire();
    await generation.all(tools);
    await generation.run(before, call);
    generation.find(store);
    const errors = [...runtime.report.flatMap(({ cause }) => cause ?? []), ...problems.map(({ error }) => error)];
    expect(errors).toHaveLength(7);
    for (const error of errors) {
      expect(isTenonError(error)).toBe(true);
      expect(error).toBeInstanceOf(Error);
      expect(error.code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(error.plugin).toBeTruthy();
      expect(error.message).toContain(error.plugin);
    }
    expect(runtime.report[0]?.cause?.cause).toBe(boom);
    expect(problems.every(({ error }) => error.cause === boom)).toBe(true);
  });

  test("a plugin's own TenonError is kept as it is; another copy's counts, too", async () => {
    const own = tenonError({ code: 'acme_no_license', message: 'no license', mend: 'Buy one.', plugin: 'a' });
    const foreign = Object.assign(new Error('x'), {
      [Symbol.for('tenon.error')]: true,
      code: 'other_copy',
      plugin: 'b',
    });
    const { runtime } = await start([plugin('a', throwing(own)), plugin('b', throwing(foreign))]);
    expect(runtime.report.map(({ cause }) => cause)).toEqual([own, foreign]);
  });
});

describe('rule 7: nothing is kept in a module', () => {
  test('two runtimes side by side do not touch each other', async () => {
    const problems: Problem[][] = [[], []];
    const make = vi.fn(() => ({ name: 's' }));
    const shared = plugin('a', () => [store.provide(make), tools.add('x', throwing(new Error('boom')))]);
    const [one, two] = await Promise.all(
      problems.map((list) => createRuntime({ plugins: [shared], points, onProblem: (problem) => list.push(problem) })),
    );
    if (!one || !two) throw new Error('no runtimes');
    using first = one.acquire();
    using second = two.acquire();
    await first.get(tools, 'x');
    expect(problems.map(({ length }) => length)).toEqual([1, 0]);
    expect(second.names(tools)).toEqual(['x']);
    expect(first.service(store)).not.toBe(second.service(store));
    await one.reload({ plugins: [] });
    expect(summary(two)).toEqual(['a active']);
    await one[Symbol.asyncDispose]();
    using again = two.acquire();
    expect(again.number).toBe(1);
    expect(again.service(store)).toBe(second.service(store));
  });

  test('importing does nothing: no output, no handle that keeps the process, nothing global', async () => {
    const entry = fileURLToPath(new URL('./index.ts', import.meta.url));
    const program = `
      const before = new Set(Reflect.ownKeys(globalThis));
      const kernel = await import(${JSON.stringify(entry)});
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key));
      console.log(JSON.stringify({ names: Object.keys(kernel), added: added.map(String), active: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout') }));
    `;
    const args = ['--conditions=@tenon/source', '--input-type=module', '--eval', program];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ names: ['createRuntime', 'createScope'], added: [], active: [] });
  });

  test('a host of several scopes keeps them apart', async () => {
    const [one, two] = [createScope('one'), createScope('two')];
    await one[Symbol.asyncDispose]();
    expect(two.signal.aborted).toBe(false);
  });
});

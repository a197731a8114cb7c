import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { addContext, afterTool, beforeTool, deny, item, stop, turnStart } from './events.ts';
import {
  type AnyPlugin,
  type AnyPoint,
  collection,
  definePlugin,
  hook,
  type Service,
  type StandardSchemaV1,
  service,
} from './index.ts';
import { logger } from './logger.ts';
import { secrets } from './secrets.ts';
import { threadStore } from './thread-store.ts';
import { type Tool, tools } from './tool.ts';

// tsc checks this file: each `@ts-expect-error` is an error that a wrong plugin gets, and fails the check when it does not.

const tool: Tool = {
  spec: { type: 'function', name: 'x', description: '', strict: false, parameters: {} },
  prepare: () => ({ action: { type: 'none' }, run: async () => ({ output: '' }) }),
};
const notes = hook<{ readonly list: string[]; readonly deep: { count: number } }, { readonly kind: 'note' }>()(
  'notes',
  'notes/v1',
  { mode: 'fold', onError: 'open', honours: { note: ['kind'] } },
);
/** By hand, without a schema library. */
const port: StandardSchemaV1<unknown, { readonly port: number }> = {
  '~standard': { version: 1, vendor: 'by hand', validate: () => ({ value: { port: 1 } }) },
};

describe('what a right plugin may do', () => {
  test('definePlugin fills in the api and keeps the rest', () => {
    const register = () => [];
    expect(definePlugin({ id: 'a', register })).toEqual({ id: 'a', api: 'v1', register });
  });

  test('config is what the schema gives; needs are what was declared', () => {
    const plugins: readonly AnyPlugin[] = [
      definePlugin({
        id: 'a',
        config: z.object({ greeting: z._default(z.string(), 'hi') }),
        needs: { log: logger, secrets },
        register: ({ config, needs }) => {
          const greeting: string = config.greeting;
          return [
            tools.add('x', async () => {
              needs.log.info(greeting);
              const secret: string | undefined = await needs.secrets.get('KEY');
              return secret === undefined ? tool : { ...tool, parallel: true };
            }),
          ];
        },
      }),
      definePlugin({
        id: 'b',
        config: port,
        register: ({ config }) => {
          const number: number = config.port;
          return number > 0 ? [] : [tools.add('x', () => tool)];
        },
      }),
      definePlugin({ id: 'c', register: ({ config }) => (config === undefined ? [] : []) }),
    ];
    expect(plugins).toHaveLength(3);
  });

  test('handlers answer at once or later, or not at all', () => {
    const contributions = [
      beforeTool.on(() => undefined),
      beforeTool.on(() => {}),
      beforeTool.on(({ tool: name }) => (name === 'rm' ? deny('no') : undefined)),
      beforeTool.on(async ({ cwd }) => (cwd === '/' ? { kind: 'deny', reason: 'not here' } : { kind: 'ask' })),
      afterTool.on(({ success }) => (success ? addContext('well done') : { kind: 'block', reason: 'bad' })),
      turnStart.on(async () => {}),
      notes.on((event) => (event.list.length > event.deep.count ? { kind: 'note' } : undefined), { onError: 'closed' }),
    ];
    expect(new Set(contributions.map(({ kind }) => kind))).toEqual(new Set(['handler']));
  });

  test('every point is one a host may list', () => {
    const points: readonly AnyPoint[] = [logger, threadStore, tools, beforeTool, item, notes];
    expect(points.map(({ version }) => version)).toContain('tool/v1');
  });
});

describe('what a wrong plugin is told by the compiler', () => {
  // Never run: only its types matter.
  const wrong = () => [
    // 1. a need that was not declared
    // @ts-expect-error
    definePlugin({ id: 'a', needs: { logger }, register: ({ needs }) => [tools.add('x', () => needs.secrets)] }),
    // 2. a member of a need that its service has not
    // @ts-expect-error
    definePlugin({ id: 'a', needs: { logger }, register: ({ needs }) => [tools.add('x', () => needs.logger.shout())] }),
    // 3. a need that is no service
    // @ts-expect-error
    definePlugin({ id: 'a', needs: { tools }, register: () => [] }),
    // 4. another version of the api
    // @ts-expect-error
    definePlugin({ id: 'a', api: 'v2', register: () => [] }),
    // 5. no id
    // @ts-expect-error
    definePlugin({ register: () => [] }),
    // 6. a register that does I/O
    // @ts-expect-error
    definePlugin({ id: 'a', register: async () => [] }),
    // 7. something that no point made
    // @ts-expect-error
    definePlugin({ id: 'a', register: () => [{ tool }] }),
    // 8. a key that the config has not (zod)
    definePlugin({
      id: 'a',
      config: z.object({ greeting: z.string() }),
      // @ts-expect-error
      register: ({ config }) => (config.greting ? [] : []),
    }),
    // 9. a value of the config used as another type (a schema by hand)
    definePlugin({
      id: 'a',
      config: port,
      // @ts-expect-error
      register: ({ config }) => (config.port.startsWith('8') ? [] : []),
    }),
    // 10. config without a schema
    // @ts-expect-error
    definePlugin({ id: 'a', register: ({ config }) => (config.port ? [] : []) }),
    // 11. a schema that is none
    // @ts-expect-error
    definePlugin({ id: 'a', config: { type: 'object' }, register: () => [] }),
    // 12. a member of another type
    // @ts-expect-error
    tools.add('x', () => ({ name: 'x' })),
    // 13. a member that is made with the wrong result later
    // @ts-expect-error
    tools.add('x', async () => 'tool'),
    // 14. a service that is made asynchronously
    // @ts-expect-error
    logger.provide(async () => ({ debug() {}, info() {}, warn() {}, error() {} })),
    // 15. a service that lacks a part
    // @ts-expect-error
    logger.provide(() => ({ debug() {}, info() {}, warn() {} })),
    // 16. a source of something else
    // @ts-expect-error
    tools.source('live', async function* () {
      yield { x: () => 'tool' };
    }),
    // 17. a kind of result that the hook does not honour
    // @ts-expect-error
    beforeTool.on(() => ({ kind: 'allow' })),
    // 18. a field that it does not honour
    // @ts-expect-error
    beforeTool.on(() => ({ kind: 'deny', reason: 'no', updatedInput: {} })),
    // 19. the same, later, and only sometimes
    // @ts-expect-error
    beforeTool.on(async ({ tool: name }) => (name === 'rm' ? { kind: 'ask', command: 'ls' } : undefined)),
    // 20. a field that only another kind has
    // @ts-expect-error
    afterTool.on(() => ({ kind: 'addContext', text: 'x', reason: 'y' })),
    // 21. a field that is missing
    // @ts-expect-error
    beforeTool.on(() => ({ kind: 'deny' })),
    // 22. an observer that answers
    // @ts-expect-error
    turnStart.on(() => deny('no')),
    // 23. a result of another hook
    // @ts-expect-error
    stop.on(() => deny('no')),
    beforeTool.on((event) => {
      // 24. a write to the event
      // @ts-expect-error
      event.cwd = '/';
    }),
    notes.on((event) => {
      // 25. a write to a list in the event
      // @ts-expect-error
      event.list.push('x');
      // 26. a write deep in the event
      // @ts-expect-error
      event.deep.count = 1;
    }),
    // 27. a part that the event has not
    // @ts-expect-error
    beforeTool.on(({ command }) => (command ? deny('no') : undefined)),
    // 28. a handler that would be laxer than its point
    // @ts-expect-error
    beforeTool.on(() => undefined, { onError: 'open' }),
    // 29. an order that there is not
    // @ts-expect-error
    beforeTool.on(() => undefined, { order: 'first' }),
  ];

  // Versions are literals: a point of another version is another type.
  const version: 'tool/v1' = tools.version;
  // @ts-expect-error 30. a version that it is not
  const other: 'tool/v2' = tools.version;
  const v2 = collection<Tool>()('tools', 'tool/v2');
  // @ts-expect-error 31. a point of another version
  const same: typeof tools = v2;
  // @ts-expect-error 32. a service of another type
  const store: Service<{ readonly name: number }> = threadStore;

  test('all of it is in this file', () => {
    expect([typeof wrong, version, other, same.version, store.id]).toEqual([
      'function',
      'tool/v1',
      'tool/v1',
      'tool/v2',
      'threadStore',
    ]);
  });
});

describe('points', () => {
  test('make inert contributions', () => {
    const make = () => ({ name: 'x' });
    const store = service<{ readonly name: string }>()('store', 'store/v1');
    expect(store.provide(make, { replaces: 'b' })).toEqual({
      kind: 'service',
      point: 'store',
      version: 'store/v1',
      name: 'store',
      make,
      replaces: 'b',
    });
    const things = collection<{ readonly name: string }>()('things', 'thing/v1');
    expect(things.add('x', make)).toEqual({ kind: 'member', point: 'things', version: 'thing/v1', name: 'x', make });
    const source = async function* () {};
    expect(things.source('live', source)).toMatchObject({
      kind: 'source',
      point: 'things',
      name: 'live',
      make: source,
    });
    const handler = () => undefined;
    expect(notes.on(handler, { order: 'pre', timeoutMs: 5 })).toEqual({
      kind: 'handler',
      point: 'notes',
      version: 'notes/v1',
      name: 'notes',
      handler,
      order: 'pre',
      timeoutMs: 5,
    });
  });
});

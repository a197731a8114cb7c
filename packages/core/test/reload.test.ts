import { definePlugin } from '@tenon/plugin-api';
import { type TestTool, testTools } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import { hooks, never, outputs, texts, turn, world } from './world.ts';

const names = (host: Awaited<ReturnType<typeof world>>, at: number) =>
  host.model.requests[at]?.request.tools.map(({ name }) => name);

const tool = (name: string, more: Partial<TestTool> = {}): TestTool => ({ name, ...more });

test('a running turn keeps its plugins to the end; the next one has the new ones; the old are disposed', async () => {
  const running = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const disposed: string[] = [];
  await using host = await world();
  const waiting = tool('old', {
    run: async () => {
      running.resolve();
      await release.promise;
      return { output: 'done' };
    },
  });
  await host.manager.reload({ plugins: [...host.base, testTools([waiting]), witness('second', disposed)] });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'old' }] : [{ type: 'say', text: 'ok' }];
  const done = turn(thread);
  await running.promise;
  await host.manager.reload({ plugins: [...host.base, testTools([tool('new')])] });
  expect(disposed).toEqual([]);
  release.resolve();
  expect(await done).toMatchObject({ status: 'completed' });
  expect(names(host, 1)).toEqual(['old']);
  // Once the turn is over the idle thread moves on its own.
  while (disposed.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(disposed).toEqual(['second']);
  await turn(thread);
  expect(names(host, 2)).toEqual(['new']);
  expect([...outputs(host.store.lines(thread.id)).values()]).toEqual([1]);
});

/** Notes when its generation is disposed: a source is begun with it, so its scope tells. */
const witness = (name: string, disposed: string[]) =>
  definePlugin({
    id: 'test.witness',
    register: () => [
      toolsSource((scope) => {
        scope.defer(() => {
          disposed.push(name);
        });
      }),
    ],
  });

function toolsSource(begin: (scope: { defer(dispose: () => void): unknown }) => void) {
  return {
    kind: 'source' as const,
    point: 'tools',
    version: 'tool/v1',
    name: 'witness',
    make: (scope: Parameters<typeof begin>[0]) => {
      begin(scope);
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => never(),
          return: async () => ({ done: true as const, value: undefined }),
        }),
      };
    },
  };
}

test('idle threads move at once, and their log goes on in the new store', async () => {
  await using host = await world();
  const thread = host.newThread();
  const fresh = host.newThread();
  await turn(thread, 'before');
  const first = host.store.lines(thread.id).length;
  await host.manager.reload({ plugins: host.plugins });
  await turn(thread, 'after');
  await turn(fresh, 'fresh');
  const lines = host.store.lines(thread.id);
  expect(lines.length).toBeGreaterThan(first);
  expect(texts(lines).slice(-4)).toEqual(['before', 'ok', 'after', 'ok']);
  expect(lines.filter(({ type }) => type === 'session_meta')).toHaveLength(1);
  expect(host.store.lines(fresh.id)).not.toEqual([]);
  expect(host.errors).toEqual([]);
  const before = host.model.requests[0]?.input.slice(0, -1) ?? '?';
  expect(host.model.requests[1]?.input.startsWith(before)).toBe(true);
});

test('a plugin that is disabled is gone from the next request', async () => {
  await using host = await world({ plugins: [testTools([tool('extra')], 'test.extra')], tools: [tool('plain')] });
  const thread = host.newThread();
  await turn(thread);
  expect(names(host, 0)).toEqual(['extra', 'plain']);
  await host.manager.reload({ plugins: host.plugins, disabled: ['test.extra'] });
  host.model.answer = (_, { number }) =>
    number === 2 ? [{ type: 'call', name: 'extra' }] : [{ type: 'say', text: 'ok' }];
  await turn(thread);
  expect(names(host, 1)).toEqual(['plain']);
  expect(host.model.requests[2]?.input).toContain('unsupported call: extra');
});

test('a reload that cannot be had leaves everything as it was', async () => {
  await using host = await world({ tools: [tool('plain')] });
  const thread = host.newThread();
  await turn(thread);
  await expect(host.manager.reload({ plugins: [] })).rejects.toMatchObject({ code: 'service_missing' });
  expect(await turn(thread)).toMatchObject({ status: 'completed' });
  expect(names(host, 1)).toEqual(['plain']);
});

test('a thread that cannot follow is reported; its next turn says why, and works once it can', async () => {
  await using host = await world();
  const disposed: string[] = [];
  const thread = host.newThread();
  const other = host.newThread();
  await turn(thread);
  await turn(other);
  // Somebody takes the lease in the moment between two stores.
  const kept = host.store.threads.get(thread.id);
  if (!kept) throw new Error('not stored');
  Object.defineProperty(kept, 'held', { configurable: true, get: () => true, set: () => {} });
  await host.manager.reload({ plugins: [...host.plugins, witness('second', disposed)] });
  expect(host.errors).toMatchObject([{ code: 'thread_locked' }]);
  expect(await turn(other)).toMatchObject({ status: 'completed' });
  expect(await turn(thread)).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('in use') } });
  Object.defineProperty(kept, 'held', { configurable: true, writable: true, value: false });
  expect(await turn(thread)).toMatchObject({ status: 'completed' });
  // What the failed moves had pinned is not held on to.
  await host.manager.reload({ plugins: host.plugins });
  while (disposed.length === 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a turn that begins while its thread is on the way to the new store waits for that', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread, 'before');
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  host.store.opening = () => {
    arrived.resolve();
    return release.promise;
  };
  const reloaded = host.manager.reload({ plugins: host.plugins });
  await arrived.promise;
  const done = turn(thread, 'meanwhile');
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  release.resolve();
  await reloaded;
  expect(await done).toMatchObject({ status: 'completed' });
  expect(texts(host.store.lines(thread.id)).slice(-2)).toEqual(['meanwhile', 'ok']);
  expect(host.errors).toEqual([]);
});

test('a turn can be interrupted while its thread is on the way', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread, 'before');
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  host.store.opening = () => {
    arrived.resolve();
    return release.promise;
  };
  const reloaded = host.manager.reload({ plugins: host.plugins });
  await arrived.promise;
  const { id, done } = thread.startTurn([{ type: 'text', text: 'stuck' }]);
  await thread.interrupt(id);
  expect(await done).toMatchObject({ status: 'interrupted' });
  release.resolve();
  await reloaded;
  expect(await turn(thread, 'after')).toMatchObject({ status: 'completed' });
});

test('reloads and turns at the same time do not get in each other’s way', async () => {
  await using host = await world({ plugins: [hooks([])] });
  const threads = [host.newThread(), host.newThread(), host.newThread()];
  for (let round = 0; round < 5; round += 1) {
    const turns = threads.map((thread) => turn(thread, `round ${round}`));
    await Promise.all([host.manager.reload({ plugins: host.plugins }), host.manager.reload({ plugins: host.plugins })]);
    for (const done of await Promise.all(turns)) expect(done).toMatchObject({ status: 'completed' });
    await host.manager.reload({ plugins: host.plugins });
  }
  for (const thread of threads) {
    const said = texts(host.store.lines(thread.id)).filter((text) => text.startsWith('round'));
    expect(said).toEqual(['round 0', 'round 1', 'round 2', 'round 3', 'round 4']);
  }
  expect(host.errors).toEqual([]);
});

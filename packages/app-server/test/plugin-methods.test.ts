import { definePlugin } from '@tenon/plugin-api';
import { type RpcMethod, type RpcMethodContext, rpcMethods } from '@tenon/plugin-api/rpc-methods';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { appServer } from './server.ts';

const Params = z.object({ count: z.number() });
const Result = z.object({ sheep: z.string() });

/** A plugin that counts sheep, under a name of its own. */
function sheep(name = 'acme/countSheep', more: Partial<RpcMethod<{ count: number }, unknown>> = {}) {
  const contexts: RpcMethodContext[] = [];
  const method: RpcMethod<{ count: number }, unknown> = {
    params: Params,
    result: Result,
    handle: ({ count }, context) => {
      contexts.push(context);
      return { sheep: `${count} sheep` };
    },
    ...more,
  };
  const plugin = definePlugin({
    id: `acme.${name.replace(/\W/g, '-').toLowerCase()}`,
    register: () => [rpcMethods.add(name, () => method as RpcMethod)],
  });
  return { plugin, contexts };
}

test('a method of a plugin is called with valid params and who asks; its result is the answer', async () => {
  const { plugin, contexts } = sheep();
  await using host = await appServer({ plugins: [plugin] });
  const client = host.client();
  expect(await client.refused('acme/countSheep', { count: 3 })).toEqual({ code: -32600, message: 'Not initialized' });
  await client.initialize();
  const answers: unknown[] = [];
  client.connection.transport.send = (message) => answers.push(message);
  client.send({ id: 'mine', method: 'acme/countSheep', params: { count: 3 } });
  await client.connection.settled();
  expect(answers).toEqual([{ id: 'mine', result: { sheep: '3 sheep' } }]);
  expect(contexts.map((context) => context.client)).toMatchObject([{ name: 'probe', version: '0.0.1' }]);
  expect(contexts[0]?.signal.aborted).toBe(false);
  await client.disconnect();
  expect(contexts[0]?.signal.aborted).toBe(true);
});

test('params that do not match are refused, and the handler is not called', async () => {
  const { plugin, contexts } = sheep();
  await using host = await appServer({ plugins: [plugin] });
  const client = await host.ready();
  for (const params of [{ count: 'three' }, {}, undefined, null, [3]]) {
    expect(await client.refused('acme/countSheep', params)).toEqual({
      code: -32600,
      message: expect.stringMatching(/^Invalid request: .*acme\/countSheep/),
    });
  }
  expect(contexts).toEqual([]);
  expect(host.errors).toEqual([]);
});

test('a result that does not match is the fault of the plugin, and named so', async () => {
  const { plugin } = sheep('acme/wrong', { handle: () => ({ sheep: 3 }) });
  await using host = await appServer({ plugins: [plugin] });
  const client = await host.ready();
  expect(await client.refused('acme/wrong', { count: 3 })).toMatchObject({
    message: expect.stringContaining('a result does not match its schema'),
    data: { code: 'internal_error' },
  });
  expect(host.errors).toMatchObject([{ plugin: 'acme.acme-wrong' }]);
});

test('an experimental one is for clients with the experimental API', async () => {
  const { plugin, contexts } = sheep('acme/new', { experimental: true });
  await using host = await appServer({ plugins: [plugin] });
  expect(await (await host.ready({})).refused('acme/new', { count: 1 })).toEqual({
    code: -32600,
    message: 'acme/new requires experimentalApi capability',
  });
  expect(contexts).toEqual([]);
});

test("a name of the protocol's own, or without a prefix, is left out and reported; the protocol's method answers", async () => {
  const clash = sheep('thread/loaded/list');
  const bare = sheep('countSheep');
  await using host = await appServer({ plugins: [clash.plugin, bare.plugin, sheep().plugin] });
  const client = await host.ready();
  expect(await client.request('thread/loaded/list', {})).toEqual({ data: [], nextCursor: null });
  expect((await client.refused('countSheep', { count: 1 })).message).toContain('unknown variant `countSheep`');
  expect([...clash.contexts, ...bare.contexts]).toEqual([]);
  expect(host.errors).toHaveLength(2);
  expect(host.errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'rpc_method_refused', plugin: 'acme.thread-loaded-list' }),
      expect.objectContaining({ code: 'rpc_method_refused', plugin: 'acme.countsheep' }),
    ]),
  );
});

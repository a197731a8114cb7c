import { collection, definePlugin, hook, service } from '@tenon/plugin-api';
import { expect, test } from 'vitest';
import { createRuntime } from './index.ts';

const logger = service<{ log(m: string): void }>()('logger', 'logger/v1');
const tools = collection<{ name: string }>()('tools', 'tool/v1');
const before = hook<{ tool: string }, { kind: 'deny'; reason: string }>()('before', 'before/v1', {
  mode: 'fold',
  onError: 'closed',
  honours: { deny: ['kind', 'reason'] },
  denied: (reason) => ({ kind: 'deny', reason }),
});
const points = [logger, tools, before];

test('smoke', async () => {
  const log: string[] = [];
  const a = definePlugin({ id: 'a', register: () => [logger.provide(() => ({ log: (m) => void log.push(m) }))] });
  const b = definePlugin({
    id: 'b',
    needs: { logger },
    register: ({ needs }) => [
      tools.add('x', () => {
        needs.logger.log('made');
        return { name: 'x' };
      }),
      before.on(() => {
        throw new Error('boom');
      }),
    ],
  });
  await using runtime = await createRuntime({
    plugins: [b, a],
    points,
    required: [logger],
    onProblem: (p) => log.push(p.error.message),
  });
  using g = runtime.acquire();
  expect(runtime.report).toMatchInlineSnapshot(`
    [
      {
        "contributions": [
          "logger",
        ],
        "id": "a",
        "problems": [],
        "status": "active",
      },
      {
        "contributions": [
          "tools/x",
          "hook before",
        ],
        "id": "b",
        "problems": [],
        "status": "active",
      },
    ]
  `);
  expect([...(await g.all(tools))]).toEqual([['x', { name: 'x' }]]);
  expect(await g.run(before, { tool: 't' })).toMatchInlineSnapshot(`
    [
      {
        "plugin": "b",
        "result": {
          "kind": "deny",
          "reason": "the before handler of b failed: boom",
        },
      },
    ]
  `);
  expect(log).toMatchInlineSnapshot(`
    [
      "made",
      "the before handler of b failed: boom",
    ]
  `);
});

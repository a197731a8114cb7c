import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrepareContext, PreparedCall, RunContext, Tool, ToolCall } from '@tenon/plugin-api/tool';
import type { ThreadItem } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { testTool } from './tool.ts';
import { type ToolSuite, toolChecks } from './tool-checks.ts';

const parameters = (additionalProperties: boolean) => ({
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
  additionalProperties,
});

function parse(call: ToolCall): string {
  const value: unknown = JSON.parse(call.input);
  const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined;
  if (typeof text !== 'string') throw new Error('expected a text');
  return text;
}

/** Writes a text into `out.txt`. `change` makes it a bad one. */
function writer(
  change: (good: PreparedCall, call: ToolCall, context: PrepareContext) => Partial<PreparedCall> = () => ({}),
) {
  return (): Tool => ({
    spec: { type: 'function', name: 'write', description: 'Writes.', strict: false, parameters: parameters(false) },
    prepare(call, context) {
      const text = parse(call);
      const item: ThreadItem = { type: 'fileChange', id: call.callId, changes: [], status: 'inProgress' };
      const good: PreparedCall = {
        action: { type: 'none' },
        item,
        async run({ signal, files, items }: RunContext) {
          signal.throwIfAborted();
          items.started(item);
          try {
            await files.writeFile(join(context.cwd, 'out.txt'), text);
          } finally {
            items.completed({ ...item, status: 'completed' });
          }
          return { output: 'written' };
        },
      };
      return { ...good, ...change(good, call, context) };
    },
  });
}

const suite = (make: () => Tool): ToolSuite => ({ make, valid: '{"text":"hello"}', invalid: ['{}'] });

testTool('a good one', suite(writer()));

testTool('a slow one that uses a process', {
  ...suite(
    writer(() => ({
      item: undefined as never,
      async run({ signal, spawn }) {
        signal.throwIfAborted();
        const started = await spawn({ argv: ['/bin/sh', '-c', 'sleep "$1"', 'sh', '0'], cwd: '/' });
        signal.addEventListener('abort', () => void started.kill());
        const { code } = await started.exit;
        return { output: `exit code ${code}`, success: code === 0 };
      },
    })),
  ),
});

const bad: readonly [string, string, () => Tool][] = [
  [
    'its spec is well formed',
    'takes more properties',
    () => {
      const tool = writer()();
      return { ...tool, spec: { ...tool.spec, type: 'function', strict: false, parameters: parameters(true) } };
    },
  ],
  [
    'prepare changes nothing, announces nothing, and says the same twice',
    'writes while preparing',
    () => {
      const tool = writer()();
      return {
        ...tool,
        async prepare(call, context) {
          await writeFile(join(context.cwd, 'early.txt'), '');
          return tool.prepare(call, context);
        },
      };
    },
  ],
  [
    'prepare changes nothing, announces nothing, and says the same twice',
    'has an item of another id',
    writer(({ item }) => ({ item: { ...item, id: 'other' } as ThreadItem })),
  ],
  [
    'a call that works gives a result, and its item ends once',
    'never ends its item',
    writer(({ item }) => ({
      async run({ items }) {
        if (item) items.started(item);
        return { output: '' };
      },
    })),
  ],
  [
    'bad input is refused with a readable error, and changes nothing',
    'takes anything',
    () => ({ ...writer()(), prepare: () => ({ action: { type: 'none' }, run: async () => ({ output: '' }) }) }),
  ],
  [
    'bad input is refused with a readable error, and changes nothing',
    'gives an unreadable error',
    () => ({
      ...writer()(),
      prepare() {
        throw new Error(`bad: ${{}}`);
      },
    }),
  ],
  [
    'an interrupted call changes nothing',
    'does not look at the signal',
    writer((_good, call, { cwd }) => ({
      async run({ files }) {
        await files.writeFile(join(cwd, 'out.txt'), parse(call));
        return { output: '' };
      },
    })),
  ],
  [
    'files and processes are reached only through the context',
    'writes past the context',
    writer((_good, call, { cwd }) => ({
      async run() {
        await writeFile(join(cwd, 'out.txt'), parse(call));
        return { output: '' };
      },
    })),
  ],
  [
    'files and processes are reached only through the context',
    'says it worked when it was refused',
    writer((good) => ({
      run: async (context) => good.run(context).catch(() => ({ output: 'written' })),
    })),
  ],
];

test.each(bad)('"%s" finds a tool that %s', async (check, _, make) => {
  await expect(toolChecks[check]?.(suite(make))).rejects.toThrow();
});

test('the interruption check finds a tool that goes on', async () => {
  const make = writer(() => ({ run: () => new Promise((resolve) => setTimeout(resolve, 6_000, { output: '' })) }));
  const check = toolChecks['a running call ends soon after it is interrupted'];
  await expect(check?.({ ...suite(make), slow: '{"text":""}' })).rejects.toThrow();
});

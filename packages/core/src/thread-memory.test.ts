import { setImmediate } from 'node:timers/promises';
import type { ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { defaultSettings } from './settings.ts';
import { ThreadMemory } from './thread-memory.ts';

const message = (text: string): RolloutLine => ({
  timestamp: '',
  type: 'response_item',
  payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});

/** A stored thread of so many batches. */
function memoryOf(batches: number, signal = new AbortController().signal) {
  const read: number[] = [];
  const lines: ThreadLines = {
    forward: () => {
      throw new Error('not asked for');
    },
    async *backward() {
      for (let at = batches - 1; at >= 0; at -= 1) {
        read.push(at);
        yield [message(`${at}`)];
      }
    },
  };
  const base = { ...defaultSettings, cwd: '/', model: 'm', modelProvider: 'p' };
  return { read, memory: new ThreadMemory({ base, lines, reread: () => Promise.resolve(lines), signal }) };
}

test('a history is read a batch at a time, and other work goes on in between', async () => {
  const { memory, read } = memoryOf(8);
  const ready = memory.ready();
  const seen = new Set<number>();
  while (memory.items.length === 0) {
    await setImmediate();
    seen.add(read.length);
  }
  await ready;
  expect(seen.size).toBeGreaterThan(4);
  expect(memory.items).toHaveLength(8);
});

test('what is appended meanwhile follows what is read', async () => {
  const { memory } = memoryOf(4);
  const ready = memory.ready();
  await setImmediate();
  memory.take([message('later')]);
  await ready;
  expect(memory.items.map((item) => JSON.stringify(item).match(/"text":"(\w+)"/)?.[1])).toEqual([
    '0',
    '1',
    '2',
    '3',
    'later',
  ]);
});

test('a thread that is closed is read no further', async () => {
  const closing = new AbortController();
  const { memory, read } = memoryOf(100, closing.signal);
  const ready = memory.ready();
  await setImmediate();
  closing.abort(new Error('closed'));
  await expect(ready).rejects.toThrow('closed');
  expect(read.length).toBeLessThan(10);
});

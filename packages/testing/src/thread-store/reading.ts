import { isTenonError } from '@tenon/plugin-api';
import { collectLines } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import { linesIn, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testReading(suite: StoreSuite): void {
  const { write } = suite;
  describe('reading', () => {
    test('takes no lease and sees what was appended', async () => {
      const log = await write();
      const before = await suite.store.read({ id: log.threadId });
      await log.append(turn('2', 'more'));
      const after = await linesIn(suite.store, log.threadId);
      expect(after.slice(1)).toEqual([...turn('1', 'hello'), ...turn('2', 'more')]);
      // As they stood when it was read, and as often as one likes.
      for (let round = 0; round < 2; round += 1)
        expect((await collectLines(before.lines)).slice(1)).toEqual(turn('1', 'hello'));
      await log.append(turn('3', 'even more'));
    });

    test('gives lines of its own: what becomes of them, or of those given, changes nothing', async () => {
      const lines = turn('1', 'hello');
      const log = await write(lines);
      lines.length = 0;
      const first = await linesIn(suite.store, log.threadId);
      for (const line of first) Object.assign(line.payload, { type: 'changed' });
      expect((await linesIn(suite.store, log.threadId)).slice(1)).toEqual(turn('1', 'hello'));
    });

    test('finds a thread by its path, where it has one', async () => {
      const { path, threadId } = await write();
      if (path !== null) expect((await suite.store.read({ path })).summary.id).toBe(threadId);
      for (const call of ['read', 'open'] as const)
        await expect(suite.store[call]({ path: '/no/such/rollout.jsonl' })).rejects.toMatchObject({
          code: 'thread_not_found',
        });
    });

    test('a thread that is not there is an error that names it and its mend', async () => {
      await write();
      const id = crypto.randomUUID();
      for (const call of ['read', 'open'] as const) {
        const error = await suite.store[call]({ id }).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(isTenonError(error) && error.code).toBe('thread_not_found');
        expect(String(error)).toContain(id);
        expect(isTenonError(error) && error.mend).toBeTruthy();
      }
    });
  });
}

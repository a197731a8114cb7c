import { isTenonError } from '@tenon/plugin-api';
import type { RolloutLine } from '@tenon/protocol';
import { describe, expect, test } from 'vitest';
import { turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testReading(suite: StoreSuite): void {
  const { write } = suite;
  describe('reading', () => {
    test('takes no lease and sees what was appended', async () => {
      const log = await write();
      const before = await suite.store.read({ id: log.threadId });
      await log.append(turn('2', 'more'));
      const after = await suite.store.read({ id: log.threadId });
      expect(after.lines).toEqual([...before.lines, ...turn('2', 'more')]);
      await log.append(turn('3', 'even more'));
    });

    test('gives lines of its own: what becomes of them, or of those given, changes nothing', async () => {
      const lines = turn('1', 'hello');
      const log = await write(lines);
      lines.length = 0;
      const first = await suite.store.read({ id: log.threadId });
      (first.lines as RolloutLine[]).length = 0;
      expect((await suite.store.read({ id: log.threadId })).lines).toHaveLength(turn('1', '').length + 1);
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

import type { RolloutLine } from '@tenon/protocol';
import { describe, expect, test } from 'vitest';
import { attempt, linesIn, now, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testGoingOn(suite: StoreSuite): void {
  const { write } = suite;
  describe('going on', () => {
    test('with a thread that was closed', async () => {
      const first = await write();
      await first.close();
      const opened = await suite.store.open({ id: first.threadId });
      expect(opened.repair).toBeUndefined();
      expect(opened.summary).toMatchObject({ id: first.threadId, preview: 'hello' });
      expect(opened.log).toMatchObject({ threadId: first.threadId, path: first.path });
      await opened.log.append(turn('2', 'again'));
      await opened.log.close();
      expect((await linesIn(suite.store, first.threadId)).slice(1)).toEqual([
        ...turn('1', 'hello'),
        ...turn('2', 'again'),
      ]);
    });

    test('is for one at a time', async () => {
      const log = await write();
      await expect(suite.store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_locked' });
      await log.append(turn('2', 'still mine'));
      await log.close();
      const opened = await suite.store.open({ id: log.threadId });
      await expect(suite.store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_locked' });
      await opened.log.append(turn('3', 'mine now'));
      await opened.log.close();
      await (await suite.store.open({ id: log.threadId })).log.close();
    });

    test('a closed log refuses, and can be closed again', async () => {
      const log = await write();
      await log.close();
      await log.close();
      await expect(attempt(log, turn('2', 'late'))).rejects.toMatchObject({ code: 'thread_lease_lost' });
      const opened = await suite.store.open({ id: log.threadId });
      await log.close();
      await opened.log.append(turn('2', 'the lease is still there'));
    });

    test('an append that cannot be written leaves nothing of itself', async () => {
      const log = await write();
      const cyclic: Record<string, unknown> = { type: 'message' };
      cyclic.self = cyclic;
      const bad = { timestamp: now(), type: 'response_item', payload: cyclic } as RolloutLine;
      await expect(attempt(log, [...turn('2', 'half'), bad])).rejects.toThrow();
      await log.append(turn('3', 'whole'));
      const lines = await linesIn(suite.store, log.threadId);
      expect(lines.slice(1)).toEqual([...turn('1', 'hello'), ...turn('3', 'whole')]);
    });
  });
}

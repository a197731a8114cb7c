import { describe, expect, test } from 'vitest';
import { linesIn, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testArchive(suite: StoreSuite): void {
  const { write, list } = suite;
  const ids = async (archived: boolean) => (await list({ archived })).data.map((thread) => thread.id);
  describe('archiving', () => {
    test('moves a thread out of the list and back, with all its lines', async () => {
      const log = await write();
      await log.close();
      const id = log.threadId;
      const there = await suite.store.archive(id);
      expect(there).toMatchObject({ id, archived: true, preview: 'hello' });
      expect([await ids(false), await ids(true)]).toEqual([[], [id]]);
      expect((await linesIn(suite.store, id)).slice(1)).toEqual(turn('1', 'hello'));
      expect((await suite.store.read({ id })).summary.archived).toBe(true);
      expect(await suite.store.archive(id)).toEqual(there);
      const back = await suite.store.unarchive(id);
      expect(back).toMatchObject({ id, archived: false, path: log.path });
      expect([await ids(false), await ids(true)]).toEqual([[id], []]);
      const opened = await suite.store.open({ id });
      await opened.log.append(turn('2', 'on'));
      expect((await linesIn(suite.store, id)).slice(1)).toEqual([...turn('1', 'hello'), ...turn('2', 'on')]);
    });

    test('is refused for a thread that is written, and for one that is not there', async () => {
      const log = await write();
      for (const call of ['archive', 'unarchive'] as const) {
        if (call === 'archive')
          await expect(suite.store.archive(log.threadId)).rejects.toMatchObject({ code: 'thread_locked' });
        await expect(suite.store[call](crypto.randomUUID())).rejects.toMatchObject({ code: 'thread_not_found' });
      }
      await log.append(turn('2', 'still mine'));
      expect([await ids(false), await ids(true)]).toEqual([[log.threadId], []]);
    });
  });
}

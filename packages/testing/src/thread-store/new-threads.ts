import { describe, expect, test } from 'vitest';
import { event, linesIn, newMeta, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testNewThreads(suite: StoreSuite): void {
  const { write, list } = suite;
  describe('a new thread', () => {
    test('is nowhere until its first append', async () => {
      const log = suite.store.create(newMeta());
      await log.append([]);
      expect((await list()).data).toEqual([]);
      await expect(suite.store.read({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_not_found' });
      await expect(suite.store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_not_found' });
      await log.close();
      expect((await list()).data).toEqual([]);
    });

    test('begins with its session_meta, once, and keeps its lines in order', async () => {
      const meta = newMeta({ forked_from_id: crypto.randomUUID(), extra: { kept: true } });
      const log = suite.store.create(meta);
      expect(log.threadId).toBe(meta.id);
      await log.append(turn('1', 'one ä€😀'));
      await log.append(turn('2', 'two\nlines'));
      const { meta: own, summary } = await suite.store.read({ id: meta.id });
      const lines = await linesIn(suite.store, meta.id);
      expect(own).toEqual(meta);
      expect(lines[0]).toEqual({ timestamp: meta.timestamp, type: 'session_meta', payload: meta });
      expect(lines.slice(1)).toEqual([...turn('1', 'one ä€😀'), ...turn('2', 'two\nlines')]);
      expect(summary).toMatchObject({ id: meta.id, path: log.path, forkedFromId: meta.forked_from_id });
    });

    test('is listed once it has a user message', async () => {
      const log = await write([event({ type: 'task_started', turn_id: '1' })]);
      expect((await list()).data).toEqual([]);
      expect(await linesIn(suite.store, log.threadId)).toHaveLength(2);
      await log.append([event({ type: 'user_message', message: 'now' })]);
      expect((await list()).data.map((thread) => [thread.id, thread.preview])).toEqual([[log.threadId, 'now']]);
    });
  });
}

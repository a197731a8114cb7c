import { collectLines } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import { linesIn, newMeta, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testForks(suite: StoreSuite): void {
  const { write, list } = suite;
  describe('a fork', () => {
    test('has its own meta, then the lines of its parent as they stood, and goes on by itself', async () => {
      const parent = await write(turn('1', 'shared'));
      const meta = newMeta({ forked_from_id: parent.threadId });
      const fork = await suite.store.fork({ id: parent.threadId }, meta);
      expect(fork.meta).toEqual(meta);
      expect(fork.summary).toMatchObject({ id: meta.id, preview: 'shared', forkedFromId: parent.threadId });
      expect(fork.log).toMatchObject({ threadId: meta.id, path: fork.summary.path });
      await parent.append(turn('2', 'of the parent'));
      await fork.log.append(turn('2', 'of the fork'));
      const lines = await linesIn(suite.store, meta.id);
      expect(lines[0]?.payload).toEqual(meta);
      expect(lines[1]?.payload).toMatchObject({ id: parent.threadId });
      expect(lines.slice(2)).toEqual([...turn('1', 'shared'), ...turn('2', 'of the fork')]);
      expect(await collectLines(fork.lines)).toEqual(lines.slice(0, -turn('', '').length));
      expect((await linesIn(suite.store, parent.threadId)).slice(1)).toEqual([
        ...turn('1', 'shared'),
        ...turn('2', 'of the parent'),
      ]);
    });

    test('is there at once, listed as its parent is, and open for writing', async () => {
      const parent = await write(turn('1', 'shared'));
      await parent.close();
      const meta = newMeta();
      const { log } = await suite.store.fork({ id: parent.threadId }, meta);
      expect((await list()).data.map((thread) => thread.id).sort()).toEqual([parent.threadId, meta.id].sort());
      await expect(suite.store.open({ id: meta.id })).rejects.toMatchObject({ code: 'thread_locked' });
      await log.close();
      const opened = await suite.store.open({ id: meta.id });
      await opened.log.append(turn('2', 'on'));
      expect((await linesIn(suite.store, meta.id)).slice(2)).toEqual([...turn('1', 'shared'), ...turn('2', 'on')]);
    });

    test('of a fork holds the lines of all before it, backward too', async () => {
      const first = await write(turn('1', 'one'));
      const ids = [first.threadId];
      for (const name of ['two', 'three']) {
        const meta = newMeta();
        const { log } = await suite.store.fork({ id: ids.at(-1) ?? '' }, meta);
        await log.append(turn(name, name));
        await log.close();
        ids.push(meta.id);
      }
      const { lines } = await suite.store.read({ id: ids[2] ?? '' });
      const forward = await collectLines(lines);
      expect(forward.flatMap((line) => (line.type === 'session_meta' ? [line.payload.id] : []))).toEqual(ids.reverse());
      expect(forward.slice(3)).toEqual(
        ['1', 'two', 'three'].flatMap((name) => turn(name, name === '1' ? 'one' : name)),
      );
      const backward = [];
      for await (const batch of lines.backward()) backward.push(...batch);
      expect(backward.reverse()).toEqual(forward);
    });

    test('of a thread that is not there is refused', async () => {
      const fork = suite.store.fork({ id: crypto.randomUUID() }, newMeta());
      await expect(fork).rejects.toMatchObject({ code: 'thread_not_found' });
      expect((await list()).data).toEqual([]);
    });
  });
}

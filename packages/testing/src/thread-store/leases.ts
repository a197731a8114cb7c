import { isTenonError } from '@tenon/plugin-api';
import { collectLines } from '@tenon/thread-store';
import { expect, test } from 'vitest';
import { attempt, FIRST_PAGE, linesIn, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testLeases(suite: StoreSuite): void {
  const { write } = suite;
  test('closing gives up every lease, and can be done twice', async () => {
    const log = await write();
    await suite.store.close();
    await suite.store.close();
    await expect(attempt(log, turn('2', 'late'))).rejects.toMatchObject({ code: 'thread_lease_lost' });
  });
}

export function testSecondStore(suite: StoreSuite): void {
  const { write, another } = suite;
  test('what a store gave up when it was closed, a second one can take', async () => {
    const log = await write();
    await suite.store.close();
    const opened = await another().open({ id: log.threadId });
    await opened.log.append(turn('2', 'mine'));
    expect(await linesIn(another(), log.threadId)).toHaveLength(1 + 2 * turn('', '').length);
  });

  test('a second store sees the threads, and cannot write one that is open', async () => {
    const second = another();
    const log = await write();
    expect((await second.list(FIRST_PAGE)).data.map((thread) => thread.id)).toEqual([log.threadId]);
    expect((await second.read({ id: log.threadId })).summary.preview).toBe('hello');
    const refused = await second.open({ id: log.threadId }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(isTenonError(refused) && refused.code).toBe('thread_locked');
    expect(String(refused)).toContain(String(process.pid));
    await log.append(turn('2', 'more'));
    await log.close();
    const opened = await second.open({ id: log.threadId });
    expect(await collectLines(opened.lines)).toHaveLength(1 + 2 * turn('', '').length);
    await opened.log.append(turn('3', 'theirs'));
    await expect(suite.store.open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_locked' });
    expect(await linesIn(suite.store, log.threadId)).toHaveLength(1 + 3 * turn('', '').length);
  });
}

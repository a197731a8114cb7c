import type { ThreadLog, ThreadPage } from '@tenon/plugin-api/thread-store';
import { collectLines } from '@tenon/thread-store';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { event, newMeta, now, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

const HOUR = 3_600_000;

export function testClock(suite: StoreSuite): void {
  describe('a clock that goes back', () => {
    const goBack = (ms: number) => vi.setSystemTime(Date.now() - ms);
    const saidNow = (message: string) => [{ ...event({ type: 'user_message', message }), timestamp: now() }];
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }));
    afterEach(() => void vi.useRealTimers());

    test('leaves lines in the order they were appended in', async () => {
      const log = await suite.write(saidNow('first'));
      goBack(26 * HOUR);
      await log.append(saidNow('second'));
      await log.close();
      goBack(400 * 24 * HOUR);
      const opened = await suite.store.open({ id: log.threadId });
      await opened.log.append(saidNow('third'));
      const { lines } = await suite.store.read({ id: log.threadId });
      const texts = (await collectLines(lines, { types: ['event_msg'] })).map(({ payload }) => Object(payload).message);
      expect(texts).toEqual(['first', 'second', 'third']);
      const backward = [];
      for await (const batch of lines.backward()) backward.push(...batch);
      expect(backward.reverse()).toEqual(await collectLines(lines));
    });

    test('leaves a list that is being read without gaps and repeats', async () => {
      for (const sortKey of ['created_at', 'updated_at'] as const) {
        const before = new Map<string, ThreadLog>();
        for (let count = 0; count < 6; count += 1) {
          vi.setSystemTime(Date.now() + 1000);
          const log = await suite.write(turn('1', 'q'), { timestamp: now() });
          before.set(log.threadId, log);
        }
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: ThreadPage = await suite.list({ limit: 2, sortKey, cursor });
          seen.push(...page.data.map((thread) => thread.id));
          cursor = page.nextCursor;
          goBack(HOUR);
          // What was seen changes, and more comes, with times that others had before; not for ever, or there would be no end of it.
          if (seen.length > 5) continue;
          await before.get(page.data[0]?.id ?? '')?.append(turn('2', 'more'));
          await suite.write(turn('1', 'new'), newMeta());
        } while (cursor !== null);
        expect(new Set(seen).size).toBe(seen.length);
        expect([...before.keys()].filter((id) => !seen.includes(id))).toEqual([]);
        goBack(-48 * HOUR);
      }
    });

    test('leaves a thread with whoever writes it', async () => {
      const log = await suite.write();
      goBack(400 * 24 * HOUR);
      await expect(suite.another().open({ id: log.threadId })).rejects.toMatchObject({ code: 'thread_locked' });
      await log.append(turn('2', 'still mine'));
    });
  });
}

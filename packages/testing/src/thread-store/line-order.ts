import { collectLines } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import { event, turn } from './rollout-lines.ts';
import type { StoreSuite } from './suite.ts';

export function testLineOrder(suite: StoreSuite): void {
  describe('lines', () => {
    const stored = async () => {
      const turns = Array.from({ length: 40 }, (_, at) =>
        turn(`${at}`, at % 9 === 0 ? 'long '.repeat(9000) : `ä€😀 ${at}`),
      );
      const log = await suite.write(turns.flat());
      return (await suite.store.read({ id: log.threadId })).lines;
    };

    test('backward are those forward, reversed', async () => {
      const lines = await stored();
      for (const filter of [undefined, { types: ['event_msg' as const], events: ['user_message'] }]) {
        const backward = [];
        for await (const batch of lines.backward(filter)) backward.push(...batch);
        expect(backward.reverse()).toEqual(await collectLines(lines, filter));
      }
    });

    test('are filtered by type, and events by theirs', async () => {
      const lines = await stored();
      expect(await collectLines(lines, { types: ['session_meta'] })).toHaveLength(1);
      expect(await collectLines(lines, { types: ['response_item'] })).toHaveLength(40);
      const said = await collectLines(lines, { types: ['event_msg'], events: ['user_message'] });
      expect(said).toHaveLength(40);
      expect(said[1]).toEqual(event({ type: 'user_message', message: 'ä€😀 1' }));
      expect(await collectLines(lines, { events: [] })).toHaveLength(41);
    });

    test('can be left before their end', async () => {
      const lines = await stored();
      for await (const batch of lines.backward()) {
        expect(batch[0]).toEqual(event({ type: 'task_complete', turn_id: '39' }));
        break;
      }
      for await (const batch of lines.forward()) {
        expect(batch[0]?.type).toBe('session_meta');
        break;
      }
    });
  });
}

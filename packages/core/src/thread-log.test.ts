import type { RolloutLine, ServerNotification } from '@tenon/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NewLine, SequencedLog } from './thread-log.ts';

const line = (name: string): NewLine => ({ type: 'response_item', payload: { type: 'message', name } });
const note = (message: string): ServerNotification => ({ method: 'warning', params: { message } });
const nameOf = (stored: RolloutLine) => (stored.payload as { name?: unknown }).name;

interface Rig {
  readonly log: SequencedLog;
  readonly stored: RolloutLine[];
  readonly told: RolloutLine[];
  readonly published: { readonly seq: number; readonly message: string; readonly stored: number }[];
  readonly failures: unknown[];
  readonly listenerErrors: unknown[];
}

/** A log over a store that answers as `append` does; undefined stands for a store that is done at once. */
function rig(append: (lines: readonly RolloutLine[], keep: () => void) => void | Promise<void>): Rig {
  const stored: RolloutLine[] = [];
  const told: RolloutLine[] = [];
  const published: { seq: number; message: string; stored: number }[] = [];
  const failures: unknown[] = [];
  const listenerErrors: unknown[] = [];
  const log = new SequencedLog({
    store: {
      threadId: 't',
      path: null,
      append: (lines) =>
        append(lines, () => {
          stored.push(...lines);
        }),
      close: async () => {},
    },
    onLines: (lines) => told.push(...lines),
    onFailure: (error) => failures.push(error),
    onListenerError: (error) => listenerErrors.push(error),
  });
  log.subscribe(({ seq, notification }) => {
    const { message } = notification.params as { message: string };
    published.push({ seq, message, stored: stored.length });
  });
  return { log, stored, told, published, failures, listenerErrors };
}

const ticks = async (count: number) => {
  for (let at = 0; at < count; at += 1) await undefined;
};

const operations = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('publish' as const) }),
    fc.record({ kind: fc.constant('wait' as const), ticks: fc.nat(6) }),
    fc.record({ kind: fc.constant('settle' as const) }),
    fc.record({
      kind: fc.constant('record' as const),
      lines: fc.integer({ min: 1, max: 3 }),
      notes: fc.nat(2),
      /** How the store answers: at once, or that many microtasks later. */
      later: fc.option(fc.nat(5), { nil: undefined }),
    }),
  ),
  { maxLength: 25 },
);

test('whatever is mixed: order is kept, numbers have no gaps, nothing is told before its lines are stored', async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (all) => {
      const answers: (number | undefined)[] = [];
      const { log, stored, told, published, failures } = rig((_, keep) => {
        const later = answers.shift();
        if (later === undefined) return keep();
        return ticks(later).then(keep);
      });
      const expected: { message: string; stored: number }[] = [];
      const names: string[] = [];
      for (const operation of all) {
        if (operation.kind === 'publish') {
          expected.push({ message: `note ${expected.length}`, stored: names.length });
          log.publish(note(expected.at(-1)?.message ?? ''));
        } else if (operation.kind === 'record') {
          answers.push(operation.later);
          const lines = Array.from({ length: operation.lines }, (_, at) => `line ${names.length + at}`);
          names.push(...lines);
          const notes = Array.from({ length: operation.notes }, (_, at) => `note ${expected.length + at}`);
          expected.push(...notes.map((message) => ({ message, stored: names.length })));
          log.record(lines.map(line), ...notes.map(note));
        } else if (operation.kind === 'wait') await ticks(operation.ticks);
        else await log.settled();
      }
      await log.settled();
      expect(stored.map(nameOf)).toEqual(names);
      expect(told).toEqual(stored);
      expect(published.map(({ seq }) => seq)).toEqual(published.map((_, at) => at + 1));
      expect(published.map(({ message }) => message)).toEqual(expected.map(({ message }) => message));
      published.forEach((one, at) => {
        expect(one.stored).toBeGreaterThanOrEqual(expected[at]?.stored ?? Number.POSITIVE_INFINITY);
      });
      const times = stored.map(({ timestamp }) => timestamp);
      expect(times).toEqual([...times].sort());
      expect(failures).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('with a store that is done at once everything is told before `record` returns', () => {
  const { log, published } = rig((_, keep) => keep());
  log.record([line('a')], note('1'), note('2'));
  log.publish(note('3'));
  expect(published.map(({ message }) => message)).toEqual(['1', '2', '3']);
});

test('a store that throws: `record` throws it, nothing is told, the next lines go in', async () => {
  let full = true;
  const { log, stored, told, published, failures } = rig((_, keep) => {
    if (full) throw new Error('full');
    keep();
  });
  expect(() => log.record([line('a')], note('1'))).toThrow('full');
  expect({ stored, told, published, failures }).toEqual({ stored: [], told: [], published: [], failures: [] });
  full = false;
  log.record([line('b')], note('2'));
  await log.settled();
  expect(stored.map(nameOf)).toEqual(['b']);
  expect(published.map(({ message }) => message)).toEqual(['2']);
});

test('a store that fails later: nothing of it, nor of what waited behind it, is stored or told', async () => {
  let failing = true;
  const { log, stored, told, published, failures } = rig(async (_, keep) => {
    await ticks(3);
    if (failing) throw new Error('full');
    keep();
  });
  log.record([line('a')], note('1'));
  log.record([line('b')], note('2'));
  log.publish(note('state'));
  await expect(log.settled()).rejects.toThrow('full');
  expect(stored).toEqual([]);
  expect(told).toEqual([]);
  expect(failures).toHaveLength(1);
  expect(published.map(({ message }) => message)).toEqual(['state']);
  failing = false;
  // It was told once; the log takes lines again.
  await log.settled();
  log.record([line('c')], note('3'));
  await log.settled();
  expect(stored.map(nameOf)).toEqual(['c']);
  expect(published.map(({ seq, message }) => [seq, message])).toEqual([
    [1, 'state'],
    [2, '3'],
  ]);
});

test('until a late failure was told, `record` throws it', async () => {
  const { log } = rig(() => Promise.reject(new Error('full')));
  log.record([line('a')]);
  await ticks(20);
  expect(() => log.record([line('b')])).toThrow('full');
  await expect(log.settled()).rejects.toThrow('full');
});

test('a listener that throws is reported; the others and the log go on', () => {
  const { log, stored, listenerErrors } = rig((_, keep) => keep());
  log.subscribe(() => {
    throw new Error('bad listener');
  });
  const last: number[] = [];
  log.subscribe(({ seq }) => last.push(seq));
  log.record([line('a')], note('1'));
  log.publish(note('2'));
  expect(last).toEqual([1, 2]);
  expect(stored).toHaveLength(1);
  expect(listenerErrors).toEqual([new Error('bad listener'), new Error('bad listener')]);
});

test('who unsubscribes hears nothing more, also from within a listener', () => {
  const { log } = rig((_, keep) => keep());
  const heard: number[] = [];
  const stop = log.subscribe(({ seq }) => {
    heard.push(seq);
    stop();
  });
  log.publish(note('1'));
  log.publish(note('2'));
  expect(heard).toEqual([1]);
});

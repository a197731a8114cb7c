import { readFileSync } from 'node:fs';
import type { RolloutLine, ThreadItem, Turn } from '@tenon/protocol';
import { RolloutLine as Schema } from '@tenon/protocol/rollout';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complete, event, rolledBack, said, started } from '../test/rollout-lines.ts';
import { EXTENDED_EVENTS } from './event-items.ts';
import { encodeLine, parseLines } from './lines.ts';
import { linesOf } from './thread-lines.ts';
import { threadTurns } from './turns.ts';
import { loadTurns, turnsPage } from './turns-page.ts';

/** A log with every event that is read here, and the turns that Codex 0.128 made of it (`thread/read`). */
const fixture = (name: string) => readFileSync(new URL(`../test/fixtures/${name}`, import.meta.url), 'utf8');
const log = fixture('extended-history.jsonl');
const theirs = JSON.parse(fixture('extended-history.turns.json')) as Turn[];

/** Ids of messages are numbered through the whole thread there, and through their turn here. */
const withoutOwnIds = (turns: readonly Turn[]) =>
  turns.map(({ id, status, error, items }) => ({
    id,
    status,
    error,
    items: items.map((item) => ({ ...item, id: item.id.replace(/^.*item-\d+$/, 'item') })),
  }));

const exec = (call_id: string, turn_id: string, output = 'out'): RolloutLine =>
  event({
    type: 'exec_command_end',
    call_id,
    turn_id,
    command: ['ls'],
    cwd: '/w',
    parsed_cmd: [],
    stdout: '',
    stderr: '',
    aggregated_output: output,
    exit_code: 0,
    duration: { secs: 0, nanos: 0 },
    formatted_output: '',
    status: 'completed',
  });
const ids = (items: readonly ThreadItem[] = []) => items.map(({ id }) => id);

test('a log of Codex shows the items that Codex shows', () => {
  const { lines, skipped } = parseLines(log);
  expect(skipped).toEqual([]);
  expect(withoutOwnIds(threadTurns(lines))).toEqual(withoutOwnIds(theirs));
});

test('its lines are what the schema says, and come out as they went in', () => {
  const { lines } = parseLines(log);
  expect(lines.map(encodeLine).join('')).toBe(log);
  const extended = lines.filter((line) => line.type === 'event_msg' && EXTENDED_EVENTS.includes(line.payload.type));
  expect(new Set(extended.map(({ payload }) => (payload as { type: string }).type))).toEqual(new Set(EXTENDED_EVENTS));
  for (const line of extended) expect(Schema.parse(line)).toEqual(line);
});

test('pages of turns have the same items as the whole', async () => {
  const lines = linesOf(parseLines(log).lines);
  const all = await loadTurns(lines);
  const paged: Turn[] = [];
  let cursor: string | null = null;
  do {
    const page = await turnsPage(lines, { limit: 1, cursor });
    paged.unshift(...page.data);
    cursor = page.nextCursor;
  } while (cursor);
  expect(paged).toEqual(all);
});

describe('a command that ended after its turn', () => {
  const lines = [started('1'), said('q'), complete('1'), started('2'), said('r'), exec('late', '1'), complete('2')];

  test('belongs to that turn', () => {
    const turns = threadTurns(lines);
    expect(turns.map(({ items }) => ids(items))).toEqual([['1-item-1', 'late'], ['2-item-1']]);
  });

  test('is on no page but that of its turn', async () => {
    const page = await turnsPage(linesOf(lines), { limit: 1 });
    expect(page.data.map(({ items }) => ids(items))).toEqual([['2-item-1']]);
  });

  test('is gone with its turn', () => {
    const rolled = [started('1'), said('q'), complete('1'), rolledBack(1), exec('late', '1'), started('2'), said('r')];
    expect(threadTurns(rolled).map(({ id, items }) => [id, ids(items)])).toEqual([['2', ['2-item-1']]]);
  });
});

test('a call that is told twice holds its place and its last words', () => {
  const [turn] = threadTurns([started('1'), exec('a', '1', 'x'), exec('b', '1'), exec('a', '1', 'y'), complete('1')]);
  expect(ids(turn?.items)).toEqual(['a', 'b']);
  expect(turn?.items[0]).toMatchObject({ aggregatedOutput: 'y' });
});

test('paths of a machine with drive letters are resolved as there', () => {
  const line = exec('a', '1');
  const payload = { ...line.payload, cwd: 'C:\\w', parsed_cmd: [{ type: 'read', cmd: 'c', name: 'f', path: '..\\f' }] };
  const [turn] = threadTurns([started('1'), { ...line, payload } as RolloutLine]);
  expect(turn?.items[0]).toMatchObject({ commandActions: [{ path: 'C:\\f' }] });
});

test('whatever one field of an event is, nothing throws, and a bad line is told', () => {
  const events = parseLines(log).lines.filter((line) =>
    EXTENDED_EVENTS.includes((line.payload as { type: string }).type),
  );
  fc.assert(
    fc.property(fc.constantFrom(...events), fc.nat(), fc.jsonValue(), (line, nth, value) => {
      const payload: Record<string, unknown> = { ...line.payload };
      const keys = Object.keys(payload).filter((key) => key !== 'type');
      payload[keys[nth % keys.length] ?? 'call_id'] = value;
      const { lines, skipped } = parseLines(`${JSON.stringify({ ...line, payload })}\n`);
      expect(lines.length + skipped.length).toBe(1);
      for (const { items } of threadTurns([started('t1'), ...lines]))
        expect(JSON.stringify(items)).toBeTypeOf('string');
    }),
    { numRuns: 2000 },
  );
});

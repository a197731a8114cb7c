import type { ResponseItem } from '@tenon/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anyLine,
  anyTurn,
  assistant,
  call,
  compacted,
  custom,
  customOutput,
  item,
  message,
  output,
  rolledBack,
  said,
  started,
  user,
} from '../test/rollout-lines.ts';
import { createHistory, modelHistory } from './history.ts';

const shown = (items: readonly ResponseItem[]) =>
  items.map((one) => {
    if (one.type === 'message')
      return `${one.role[0]}:${one.content.map((part) => ('text' in part ? part.text : '')).join('')}`;
    if ('call_id' in one)
      return `${one.type.includes('output') ? '<' : '>'}${one.call_id}${'output' in one ? `:${one.output}` : ''}`;
    return one.type;
  });

describe('calls and outputs', () => {
  test('an orphan call gets its output after the calls it stands among', () => {
    const lines = [user('q'), call('1'), custom('2'), call('3'), output('1', 'one'), assistant('a')];
    expect(shown(modelHistory(lines))).toEqual(['u:q', '>1', '>2', '>3', '<2:aborted', '<3:aborted', '<1:one', 'a:a']);
    expect(modelHistory(lines)[4]).toEqual({ type: 'custom_tool_call_output', call_id: '2', output: 'aborted' });
  });

  test('an output of the wrong kind, without a call, or a second one is left out', () => {
    const lines = [output('0'), call('1'), customOutput('1'), output('1'), output('1', 'again')];
    expect(shown(modelHistory(lines))).toEqual(['>1', '<1:ok']);
  });

  test('an output that comes after the next turn began does not change what was sent', () => {
    const lines = [started('t1'), user('q'), call('1'), started('t2'), user('next'), output('1', 'late')];
    expect(shown(modelHistory(lines))).toEqual(['u:q', '>1', '<1:aborted', 'u:next']);
  });

  test('shell and client-side search calls are paired too, searches of the server are not', () => {
    const lines = [
      item({ type: 'local_shell_call', call_id: 's', status: 'completed', action: { type: 'exec', command: ['ls'] } }),
      output('s'),
      item({ type: 'tool_search_call', call_id: 'c', execution: 'client', arguments: {} }),
      item({ type: 'tool_search_call', call_id: 'v', execution: 'server', arguments: {} }),
      item({ type: 'tool_search_output', call_id: 'v', execution: 'server', status: 'completed', tools: [] }),
    ];
    expect(modelHistory(lines).map((one) => one.type)).toEqual([
      'local_shell_call',
      'function_call_output',
      'tool_search_call',
      'tool_search_call',
      'tool_search_output',
      'tool_search_output',
    ]);
  });

  test('every call has exactly one output, behind it, and every output a call', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 40 }), (lines) => {
        const waiting: string[] = [];
        for (const one of modelHistory(lines)) {
          if (one.type === 'function_call') waiting.push(`f${one.call_id}`);
          else if (one.type === 'custom_tool_call') waiting.push(`c${one.call_id}`);
          else if (one.type === 'function_call_output' || one.type === 'custom_tool_call_output') {
            const at = waiting.indexOf(`${one.type[0]}${one.call_id}`);
            expect(at).toBeGreaterThanOrEqual(0);
            waiting.splice(at, 1);
          }
        }
        expect(waiting).toEqual([]);
      }),
    );
  });
});

describe('items', () => {
  test('unknown kinds and items without what they need are left out', () => {
    const bad = [
      { type: 'ghost_snapshot', ghost: 1 },
      { type: 'other' },
      { type: 'message', role: 'user' },
      { type: 'function_call', name: 'f' },
      { type: 'toString' },
    ];
    expect(modelHistory([...bad.map((one) => item(one as unknown as ResponseItem)), user('q')])).toHaveLength(1);
  });

  test('are frozen all the way, keep their identity, and so does the list until something changes', () => {
    const history = createHistory([user('q'), call('1')]);
    const before = history.items;
    const [first, , synthetic] = before;
    expect(history.items).toBe(before);
    history.append([said('q')]);
    expect(history.items).toBe(before);
    history.append([custom('2')]);
    expect(before).toHaveLength(3);
    expect(history.items[0]).toBe(first);
    expect(history.items[3]).toBe(synthetic);
    expect(first?.type === 'message' && Object.isFrozen(first.content[0])).toBe(true);
  });
});

describe('compacted', () => {
  test('with a replacement history: that and what follows', () => {
    const lines = [
      user('q1'),
      assistant('a1'),
      compacted('sum', [message('user', 'kept'), message('user', 'sum')]),
      user('q2'),
    ];
    expect(shown(modelHistory(lines))).toEqual(['u:kept', 'u:sum', 'u:q2']);
  });

  test('without: the user messages, the summary, what follows; not the context, nor the summary before', () => {
    const context = user('<environment_context>x</environment_context>');
    const lines = [
      context,
      user('q1'),
      assistant('a1'),
      compacted('one'),
      assistant('a2'),
      user('q2'),
      compacted('two'),
      user('q3'),
    ];
    expect(shown(modelHistory(lines))).toEqual(['u:q1', 'u:q2', 'u:two', 'u:q3']);
  });
});

describe('thread_rolled_back', () => {
  const context = item(message('developer', 'rules'));

  test('without task_started: goes back to before the context of the user message', () => {
    const lines = [
      user('q1'),
      assistant('a1'),
      context,
      user('<environment_context>x'),
      user('q2'),
      said('q2'),
      assistant('a2'),
    ];
    expect(shown(modelHistory([...lines, rolledBack(1)]))).toEqual(['u:q1', 'a:a1']);
    expect(shown(modelHistory([...lines, rolledBack(1), user('q3')]))).toEqual(['u:q1', 'a:a1', 'u:q3']);
    expect(modelHistory([...lines, rolledBack(9)])).toEqual([]);
    expect(modelHistory([...lines, rolledBack(0)])).toHaveLength(6);
  });

  test('a steered message is part of its turn', () => {
    const lines = [
      started('1'),
      user('q1'),
      started('2'),
      context,
      user('q2'),
      said('q2'),
      assistant('a'),
      user('steered'),
      said('steered'),
    ];
    expect(shown(modelHistory([...lines, rolledBack(1)]))).toEqual(['u:q1']);
  });

  test('goes back behind a compaction', () => {
    const lines = [
      started('1'),
      user('q1'),
      assistant('a1'),
      started('2'),
      user('q2'),
      started('3'),
      compacted('sum', []),
      rolledBack(1),
    ];
    expect(shown(modelHistory(lines))).toEqual(['u:q1', 'a:a1']);
  });

  test('of N turns is the history of the lines without them', () => {
    fc.assert(
      fc.property(
        fc.array(anyTurn, { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(anyTurn, { maxLength: 3 }),
        (turns, count, then) => {
          const byUser = turns.flatMap((turn, at) =>
            turn.some((line) => line.type === 'event_msg' && line.payload.type === 'user_message') ? [at] : [],
          );
          const keep = count === 0 ? turns.length : (byUser.at(-count) ?? byUser[0] ?? turns.length);
          const rolled = [...turns.flat(), rolledBack(count), ...then.flat()];
          expect(modelHistory(rolled)).toEqual(modelHistory([...turns.slice(0, keep), ...then].flat()));
        },
      ),
    );
  });
});

test('any cut into appends gives the same history', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyLine, { maxLength: 6 }), { maxLength: 10 }), (parts) => {
      const history = createHistory(parts[0]);
      for (const part of parts.slice(1)) {
        history.append(part);
        void history.items;
      }
      expect(history.items).toEqual(modelHistory(parts.flat()));
    }),
  );
});

test('a further turn only adds to the history, unless it compacts or rolls back', () => {
  const plain = fc.array(
    anyTurn.map((turn) => turn.filter((line) => line.type !== 'compacted')),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(plain, plain, (turns, further) => {
      const before = modelHistory(turns.flat());
      expect(modelHistory([...turns, ...further].flat()).slice(0, before.length)).toEqual(before);
    }),
  );
});

test('a long thread is cheap to go on with', () => {
  const lines = Array.from({ length: 30_000 }, (_, at) => [started(`${at}`), user(`q${at}`), assistant('a')]).flat();
  const history = createHistory(lines);
  const began = performance.now();
  for (let at = 0; at < 100; at += 1) {
    history.append([call(`${at}`), output(`${at}`)]);
    expect(history.items.length).toBe(60_002 + at * 2);
  }
  expect(performance.now() - began).toBeLessThan(3000);
});

import type { RolloutLine } from '@tenon/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyLine, event, meta, said, user } from '../test/rollout-lines.ts';
import { modelHistory } from './history.ts';
import { encodeLine, parseLines } from './lines.ts';
import { summarize } from './summary.ts';
import { threadTurns } from './turns.ts';

const file = (lines: readonly RolloutLine[]) => lines.map(encodeLine).join('');

test('what was encoded is read, from text and from bytes', () => {
  fc.assert(
    fc.property(fc.array(anyLine), (lines) => {
      expect(parseLines(file(lines))).toEqual({ lines, skipped: [] });
      expect(parseLines(new TextEncoder().encode(file(lines))).lines).toEqual(lines);
    }),
  );
});

test('wherever a file is cut, the complete lines are read and the rest is told', () => {
  const lines = [meta('ä'), user('ö€😀'), said('q')];
  const bytes = Buffer.from(file(lines));
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const part = bytes.subarray(0, cut);
    const { lines: read, torn, unterminated = false, skipped } = parseLines(part);
    const whole = part.lastIndexOf(10) + 1;
    const complete = lines.filter((_, at) => Buffer.byteLength(file(lines.slice(0, at + 1))) <= cut + 1);
    expect(read).toEqual(complete);
    expect(skipped).toEqual([]);
    expect(unterminated).toBe(cut > whole && complete.length * 1 > part.toString('latin1').split('\n').length - 1);
    expect(torn && [torn.offset, torn.bytes]).toEqual(cut > whole && !unterminated ? [whole, cut - whole] : undefined);
  }
});

test('lines that are not ours are skipped and told, blank ones passed over, what is behind them read', () => {
  const bad = [
    'not json',
    '{"type":"later","timestamp":"","payload":{}}',
    '[]',
    '5',
    'null',
    '{"type":"event_msg","payload":{"type":"x"}}',
  ];
  const malformed = (type: string, payload: unknown) => JSON.stringify({ timestamp: '', type, payload });
  bad.push(
    malformed('event_msg', { type: 'user_message', message: 5 }),
    malformed('event_msg', { type: 'user_message', message: '', images: 'x' }),
    malformed('event_msg', { type: 'thread_rolled_back' }),
    malformed('compacted', { message: 'x', replacement_history: {} }),
    malformed('session_meta', {}),
    malformed('constructor', {}),
    malformed('response_item', null),
  );
  const { lines, skipped } = parseLines(`\r\n${bad.join('\n')}\n\n  \n${encodeLine(said('ü'))}`);
  expect(lines).toEqual([said('ü')]);
  expect(skipped).toHaveLength(bad.length);
  expect(skipped[1]).toEqual({ offset: 11, reason: 'unknown type "later"' });
});

test('events of an unknown type are kept, for a fork to copy', () => {
  const text = '{"timestamp":"","type":"event_msg","payload":{"type":"exec_command_begin"}}\n';
  expect(parseLines(text).lines.map((line) => encodeLine(line))).toEqual([text]);
});

test('a tail of NUL bytes, as a file system leaves it after a power cut, is torn', () => {
  expect(parseLines(`${file([said('q')])}\0\0\0`).torn).toMatchObject({ bytes: 3 });
});

test('no content at all can make the readers throw', () => {
  const json = fc.jsonValue();
  const payload = fc.oneof(
    json,
    fc.record({
      type: fc.constantFrom('user_message', 'message', 'function_call', 'error', 'token_count'),
      content: json,
      message: json,
      role: json,
      images: json,
      text_elements: json,
      codex_error_info: json,
    }),
  );
  const line = fc.record({
    timestamp: fc.oneof(fc.string(), json),
    type: fc.constantFrom('session_meta', 'response_item', 'event_msg', 'compacted', 'turn_context', 'x'),
    payload,
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(line, json, fc.string())), (values) => {
      const text = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');
      const { lines } = parseLines(text);
      modelHistory(lines);
      threadTurns(lines);
      summarize(lines, { path: null, archived: false, updatedAt: 0 });
    }),
  );
});

test('20 MB take well under a second', () => {
  const long = event({ type: 'agent_message', message: 'word '.repeat(400) });
  const bytes = Buffer.from(encodeLine(long).repeat(10_000));
  const began = performance.now();
  expect(parseLines(bytes).lines).toHaveLength(10_000);
  expect(performance.now() - began).toBeLessThan(1000);
});

import type { ResponseItem } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { newestHistory } from './newest-history.ts';

const said = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const call = (call_id: string): ResponseItem => ({ type: 'function_call', name: 'x', arguments: '{}', call_id });
const output = (call_id: string): ResponseItem => ({ type: 'function_call_output', call_id, output: 'o' });

test('an output goes with its call, and nothing else does', () => {
  const history = [said('a'), call('1'), call('2'), output('1'), said('b'), output('2'), call('3'), output('3')];
  expect(newestHistory(history, 0)).toEqual(history);
  expect(newestHistory(history, 2)).toEqual([call('2'), said('b'), output('2'), call('3'), output('3')]);
  expect(newestHistory(history, 3)).toEqual([said('b'), call('3'), output('3')]);
  expect(newestHistory(history, 8)).toEqual([]);
});

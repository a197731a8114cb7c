import { expect, test } from 'vitest';
import { difference } from '../lib/compare.ts';

test.each([
  ['', ''],
  ['a\nb', 'a\nb\n'],
  ['a…', 'a 12 ms'],
  ['thread …, … tokens', 'thread 0-1, 12 tokens'],
  ['…', ''],
  ['…', 'a\nb'],
  ['a\n…\nc', 'a\nc'],
  ['a\n…\nc\n…', 'a\nb\nc\nc\nd'],
  ['a.b (c)', 'a.b (c)  '],
])('%j is how %j may be shown', (shown, seen) => {
  expect(difference(shown, seen)).toBeUndefined();
});

test.each([
  ['', 'a', '+ a'],
  ['a', '', '- a'],
  ['a\nb\nc', 'a\nx\nc', '  a\n- b\n+ x\n  c'],
  ['a.b', 'axb', '- a.b\n+ axb'],
  ['a\n…\nc', 'a\nb', '  a\n… b\n- c'],
  ['a\n…\nc\nd', 'a\nb\nc', '  a\n… b\n  c\n- d'],
  ['a…c', 'ab', '- a…c\n+ ab'],
])('%j is not how %j may be shown', (shown, seen, diff) => {
  expect(difference(shown, seen)).toBe(diff);
});

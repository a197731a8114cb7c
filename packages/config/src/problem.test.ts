import { expect, test } from 'vitest';
import { problemsOf } from './problem.ts';
import { table, text } from './schema/kinds.ts';
import { unknownKeys } from './unknown-keys.ts';

test('a table that is not there costs nothing: its schema is not made', () => {
  const made: string[] = [];
  const keys = {
    model: () => {
      made.push('model');
      return text;
    },
    tui: () => {
      made.push('tui');
      return table({ theme: text });
    },
  };
  expect(problemsOf(keys, { model: 'm', modle: 1 })).toEqual([]);
  expect(new Set(made)).toEqual(new Set(['model']));
  // What is not made is known all the same.
  expect(unknownKeys(keys, { model: 'm', tiu: 1 })).toEqual([{ path: ['tiu'], nearest: 'tui' }]);
  expect(new Set(made)).toEqual(new Set(['model']));
  expect(problemsOf(keys, { tui: { theme: 1 } })).toMatchObject([{ path: ['tui', 'theme'] }]);
});

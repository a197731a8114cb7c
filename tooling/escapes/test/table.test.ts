import { expect, test } from 'vitest';
import { page } from '../table.ts';

test('counts come before rows, and what was not tried is not counted', () => {
  const rows = [
    { name: 'a|b', outcomes: { one: 'held', other: 'out' } },
    { name: 'c', outcomes: { one: 'failed', other: 'not tried' } },
  ] as const;
  expect(page('Title', [{ user: 'root', sandboxes: ['one', 'other'], rows, notes: ['A note.'] }])).toBe(`# Title

| sandbox | as | got out | command refused | attempt failed | of |
| --- | --- | --- | --- | --- | --- |
| one | root | 0 | 0 | 1 | 2 |
| other | root | 1 | 0 | 0 | 1 |

A note.

| attempt | one, root | other, root |
| --- | --- | --- |
| a\\|b | held | **OUT** |
| c | failed | – |
`);
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible, visibleCommand } from './visible.ts';

test.each([
  ['plain text, ünïcode, 👩‍👩‍👧\n\tand lines', 'plain text, ünïcode, 👩‍👩‍👧\n\tand lines'],
  ['rm -rf x\r\u001b[2Kls', 'rm -rf x\\x0d\\x1b[2Kls'],
  ['a\u202etxt.exe\u2069', 'a\\u202etxt.exe\\u2069'],
  ['zero\u200bwidth\u{E0041}\u009b', 'zero\\u200bwidth\\U000e0041\\u009b'],
])('%j is shown as %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('a command without such characters is quoted as everywhere else', () => {
  expect(visibleCommand(['/bin/bash', '-lc', "echo 'a b'"])).toBe(`/bin/bash -lc "echo 'a b'"`);
});

test('a shell that reads what is shown runs the same words', () => {
  const character = fc.constantFrom(
    'a',
    ' ',
    "'",
    '"',
    '\\',
    '$',
    '`',
    '\n',
    '\r',
    '\u001b',
    '\u202e',
    '\u200b',
    'ü',
    '!',
  );
  const words = fc.array(fc.string({ unit: character }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(words, (given) => {
      const line = visibleCommand(given);
      expect(visible(line)).toBe(line);
      const said = execFileSync('/bin/bash', ['-c', `printf '%s\\0' ${line}`], {
        env: { LC_ALL: 'C.UTF-8' },
        encoding: 'utf8',
      });
      expect(said.split('\0').slice(0, -1)).toEqual(given);
    }),
    { numRuns: 60 },
  );
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteWords } from './shell-quote.ts';

test.each([
  [['/bin/bash', '-lc', 'ls -a && cat nofile'], "/bin/bash -lc 'ls -a && cat nofile'"],
  [['/bin/bash', '-lc', "echo 'a b'"], `/bin/bash -lc "echo 'a b'"`],
  [['ls', '-a', 'src/a.ts:1', ''], "ls -a src/a.ts:1 ''"],
  [['a=b', 'x,y', '*'], "'a=b' 'x,y' '*'"],
  [['echo', `it's "$HOME"`], `echo "it's \\""'$HOME"'`],
])('%j is %s', (words, quoted) => {
  expect(quoteWords(words)).toBe(quoted);
});

test('a shell splits it into the same words', () => {
  const word = fc
    .array(fc.constantFrom(...' \t\nab\'"\\$`!^*?~#&|;<>(){}[]=-,é€😀'), { maxLength: 8 })
    .map((characters) => characters.join(''));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const script = `printf '%s\\0' ${quoteWords(words)}`;
      const printed = execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1);
      expect(printed).toEqual(words);
    }),
    { numRuns: 60 },
  );
});

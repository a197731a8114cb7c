import { quoteWords } from '@tenon/thread-store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlainScript } from './shell-script.ts';

const read = (script: string) =>
  parsePlainScript(script)?.map(({ words, joinedBy }) => [joinedBy, ...words].filter((word) => word !== ''));

test.each([
  ['ls', [['ls']]],
  [
    'ls -a && cat nofile',
    [
      ['ls', '-a'],
      ['&&', 'cat', 'nofile'],
    ],
  ],
  ['a|b||c;d', [['a'], ['|', 'b'], ['||', 'c'], [';', 'd']]],
  ['a &&\n  b\n\nc;', [['a'], ['&&', 'b'], [';', 'c']]],
  [
    '\ncd "my folder" && grep -n \'a b\' x.ts',
    [
      ['cd', 'my folder'],
      ['&&', 'grep', '-n', 'a b', 'x.ts'],
    ],
  ],
  ['echo a"b c"\'d\'\\ e', [['echo', 'ab cd e']]],
  ['echo "a\\"b\\n"', [['echo', 'a"b\\n']]],
  ['ls a\\\n -l', [['ls', 'a', '-l']]],
  ['ls a\\\nb', [['ls', 'ab']]],
  ['ls *.ts ~/x a=b', [['ls', '*.ts', '~/x', 'a=b']]],
  [
    'echo if; "if" x',
    [
      ['echo', 'if'],
      [';', 'if', 'x'],
    ],
  ],
])('%j', (script, commands) => {
  expect(read(script)).toEqual(commands);
});

test.each([
  '',
  '   ',
  '# note',
  'ls # note',
  'ls > out',
  'cat < in',
  'ls 2>/dev/null',
  'echo $HOME',
  'echo "$HOME"',
  'echo `id`',
  'echo $(id)',
  '(ls)',
  '{ ls; }',
  'A=1 ls',
  'A+=1',
  'sleep 1 &',
  'a & b',
  'a |& b',
  'if true; then ls; fi',
  'for x in a; do ls; done',
  '! ls',
  'time ls',
  'ls &&',
  'ls |',
  '&& ls',
  'a;;b',
  'a && ; b',
  "echo 'open",
  'echo "open',
  'ls \\',
])('%j is no plain script', (script) => {
  expect(parsePlainScript(script)).toBeUndefined();
});

test('reads back what was quoted', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 8 });
  const command = fc.array(word, { maxLength: 5 }).map((words) => ['run', ...words]);
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 4 }), (commands) => {
      const script = commands.map(quoteWords).join(' && ');
      const parsed = parsePlainScript(script);
      if (commands.flat().some((each) => /[$`\\!^]/.test(each)) && parsed === undefined) return;
      expect(parsed?.map(({ words }) => words)).toEqual(commands);
    }),
  );
});

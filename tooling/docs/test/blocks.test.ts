import { expect, test } from 'vitest';
import { blocksOf, stepsOf } from '../lib/blocks.ts';

const page = (...lines: string[]) => blocksOf(lines.join('\n'));

test('a block is a file, commands, or a console; hidden ones count too', () => {
  const blocks = page(
    '# Title',
    '```ts src/index.ts',
    'export {};',
    '```',
    '<!-- check sh',
    'ls',
    '-->',
    '<!-- a remark -->',
    '<!-- check packages -->',
    '```console exit=2',
    '$ false',
    '```',
    '```text',
    'shown',
    '```',
    '```sh no-run',
    'rm -rf /',
    '```',
  );
  expect(blocks).toEqual([
    { line: 2, language: 'ts', file: 'src/index.ts', exit: 0, noRun: false, text: 'export {};' },
    { line: 5, language: 'sh', exit: 0, noRun: false, text: 'ls' },
    { line: 10, language: 'console', exit: 2, noRun: false, text: '$ false' },
    { line: 13, language: 'text', exit: 0, noRun: false, text: 'shown' },
    { line: 16, language: 'sh', exit: 0, noRun: true, text: 'rm -rf /' },
  ]);
});

test('a block in a list item is indented as a whole', () => {
  const [block] = page('- item', '', '  ```sh', '  if true; then', '', '    ls', '  fi', '  ```');
  expect(block?.text).toBe('if true; then\n\n  ls\nfi');
});

test.each([
  [['```ts', '```'], 'line 1: nothing would check this ts block'],
  [['', '```', '```'], 'line 2: a block needs a language'],
  [['```ts src/a.ts', 'text'], 'line 1: the block is not closed'],
  [['```sh --fast', '```'], 'line 1: `--fast` is no file name'],
  [['```sh a.sh', '```'], 'line 1: `a.sh` is no file name'],
])('%j is refused', (lines, message) => {
  expect(() => page(...lines)).toThrow(message);
});

test('a console block is commands, each with its output', () => {
  const [block] = page('```console', '$ a \\', '  b', 'out', '', 'more', '$ c', '```');
  expect(block && stepsOf(block)).toEqual([
    { command: 'a \\\n  b', output: 'out\n\nmore' },
    { command: 'c', output: '' },
  ]);
  const [bad] = page('```console', 'out', '```');
  expect(() => bad && stepsOf(bad)).toThrow('line 1: a console block begins with a command');
});

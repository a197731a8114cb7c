import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../lib/terminal.ts';

let root: string;
let terminal: Terminal;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-docs-test-')));
  terminal = openTerminal(join(root, 'work'), join(root, 'home'), { npm_config_fund: 'false' });
});
afterEach(() => rmSync(root, { recursive: true }));

test('the folder and exported variables last; files are written where the terminal is', async () => {
  await terminal.run("mkdir 'a b' && cd 'a b' && export WORD='two words'");
  terminal.write('sub/x.txt', 'text');
  terminal.write('~/y.txt', 'at home');
  const { code, output } = await terminal.run('echo "$WORD" "$npm_config_fund"; pwd; cat sub/x.txt ~/y.txt');
  expect(code).toBe(0);
  expect(output).toBe(`two words false\n${join(root, 'work/a b')}\ntext\nat home\n`);
});

test('both outputs come together, and the exit code', async () => {
  expect(await terminal.run('echo one; echo two >&2; exit 3')).toEqual({ code: 3, output: 'one\ntwo\n' });
  expect(await terminal.run('pwd')).toEqual({ code: 0, output: `${join(root, 'work')}\n` });
});

test('commands have nothing to read, and stop at the first error when they are to', async () => {
  expect(await terminal.run('cat')).toEqual({ code: 0, output: '' });
  expect(await terminal.run('false\necho on', { stopAtError: true })).toEqual({ code: 1, output: '' });
  expect(await terminal.run('false\necho on')).toEqual({ code: 0, output: 'on\n' });
});

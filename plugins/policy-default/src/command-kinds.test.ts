import { describe, expect, test } from 'vitest';
import { isDangerous } from './dangerous-command.ts';
import { isTriviallySafe } from './safe-command.ts';

const safe = (script: string, shell = '/bin/bash', flag = '-lc') =>
  isTriviallySafe({
    type: 'command',
    argv: [shell, flag, script],
    script,
    cwd: '/',
    escalate: false,
    commandActions: [],
  });

describe('trivially safe', () => {
  test.each([
    'ls',
    'ls -la src/a.ts',
    '/bin/ls',
    '/usr/bin/cat x',
    'cat -n a',
    'sed -n 1,20p a',
    'git status',
    'git --no-pager log --oneline',
    'git branch --list',
    'find . -name x.ts',
    'rg -n todo src',
    'base64 x',
    'uniq a',
  ])('%s', (script) => expect(safe(script)).toBe(true));

  test.each([
    '',
    ' ',
    'make',
    'sort a',
    './ls',
    'ls > out',
    'ls; rm x',
    'ls && pwd',
    'ls | wc',
    'ls &',
    'cat $HOME',
    'cat `id`',
    'ls *.ts',
    'ls ~',
    'A=1 ls',
    "echo 'a b'",
    'echo a\nrm b',
    'cat <x',
    '(ls)',
    'find . -delete',
    'find . -exec rm x',
    'rg --pre cat x',
    'rg -z x',
    'rg -nz x',
    'sed -i s/a/b/ x',
    'sed -n w x',
    'sed -n 1p -fscript',
    'git push',
    'git branch new',
    'git branch -D x',
    'git -C x status',
    'git diff --output=x',
    'git log --outp x',
    'git diff --ext-diff',
    'base64 -o x y',
    'uniq a b',
  ])('%j is not', (script) => expect(safe(script)).toBe(false));

  test('only with a shell of the system, used as expected', () => {
    expect(safe('ls', '/bin/sh', '-c')).toBe(true);
    expect(safe('ls', '/tmp/bash')).toBe(false);
    expect(safe('ls', 'bash')).toBe(false);
    expect(safe('ls', '/bin/bash', '-ic')).toBe(false);
  });
});

describe('dangerous', () => {
  test.each([
    'rm -rf build',
    'rm -f x',
    'rm -fr x',
    'rm -r -f x',
    'rm --force x',
    'rm --fo x',
    'rm x -f',
    'rm x -vfd',
    '/bin/rm -rf x',
    '\\rm -rf x',
    'r"m" -\'rf\' x',
    'ls && rm -rf x',
    'ls;rm -rf x',
    'ls\nrm -rf x',
    'a | xargs rm -f',
    'sudo rm -rf x',
    'sudo -u root rm -rf x',
    'timeout 5 nice rm -rf x',
    'env A=1 rm -f x',
    'A=1 rm -f x',
    '2>/dev/null rm -rf x',
    '> log rm -rf x',
    'if true; then rm -rf x; fi',
    'for f in a; do rm -f $f; done',
    '! rm -f x',
    '(rm -rf x)',
    '{ rm -rf x; }',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable.
    'rm ${x} -rf',
    'echo $(rm -rf x)',
    'echo "now $(rm -rf x)"',
    'echo `rm -rf x`',
    'bash -c "rm -rf x"',
    "sudo sh -c 'cd y && rm -rf x'",
    "eval 'rm -f x'",
    'find . -name x -exec rm -f {} +',
    'rm -rf',
    'rm -rf "open',
  ])('%j', (script) => expect(isDangerous(script)).toBe(true));

  test.each([
    '',
    'rm x',
    'rm -r x',
    'rm -- -f',
    'rm -i x; tar -xf y',
    'echo rm -rf x',
    'git commit -m "rm -rf is gone"',
    "echo 'rm -f x'",
    'grep -f patterns rm',
    'firm -f x',
    'docker run --rm -f x',
    'git rm -f x',
    'ls rm -f > rm',
  ])('%j is not', (script) => expect(isDangerous(script)).toBe(false));
});

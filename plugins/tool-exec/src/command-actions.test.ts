import { expect, test } from 'vitest';
import { commandActionsOf } from './command-actions.ts';

const actions = (script: string) => commandActionsOf(script, { cwd: '/ws', home: '/home/u' });
const read = (command: string, path: string) => ({
  type: 'read',
  command,
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
});
const list = (command: string, path: string | null = null) => ({ type: 'listFiles', command, path });
const search = (command: string, query: string | null, path: string | null = null) => ({
  type: 'search',
  command,
  query,
  path,
});

test.each([
  ['ls -a && cat nofile', [list('ls -a'), read('cat nofile', '/ws/nofile')]],
  ['ls -la src', [list('ls -la src', 'src')]],
  ['cat -n ../up/x.ts', [read('cat -n ../up/x.ts', '/up/x.ts')]],
  ['cat ~/notes', [read("cat '~/notes'", '/home/u/notes')]],
  ["sed -n '1,20p' a.ts", [read("sed -n '1,20p' a.ts", '/ws/a.ts')]],
  ['head -n 50 a.ts | tail -5', [read('head -n 50 a.ts', '/ws/a.ts')]],
  ['cat a.ts | wc -l', [read('cat a.ts', '/ws/a.ts')]],
  ['cd sub && cat a.ts; ls', [read('cat a.ts', '/ws/sub/a.ts'), list('ls')]],
  ['rg -n "a b" src', [search("rg -n 'a b' src", 'a b', 'src')]],
  ['rg -g *.ts todo | head -20', [search("rg -g '*.ts' todo", 'todo')]],
  ['rg --files src | sort', [list('rg --files src', 'src')]],
  ['grep -rn -e one src', [search('grep -rn -e one src', 'one', 'src')]],
  ['git grep todo -- src', [search('git grep todo -- src', 'todo', 'src')]],
  ['git ls-files', [list('git ls-files')]],
  ['find . -name x.ts', [search('find . -name x.ts', 'x.ts', '.')]],
  ['find src -type f', [list('find src -type f', 'src')]],
])('%s', (script, expected) => {
  expect(actions(script)).toEqual(expected);
});

test.each([
  'sleep 3; echo finished',
  'touch made.txt',
  'ls && rm -rf build',
  'cat a.ts b.ts',
  'cat *.ts',
  'cat a > b',
  'cat $FILE',
  'cat',
  'cd sub',
  'cd a || cat b',
  "sed -i 's/a/b/' x",
  'find . -name x -delete',
  'git status',
  'if true; then ls; fi',
  'fd . src -x rm',
  'fd -HX rm',
  'fd --exec=rm . src',
  'rg --pre ./run todo',
  'rg --pre=./run todo src',
  'rg --hostname-bin ./run todo',
  'rg --files --pre ./run',
  'git grep -nO./run todo',
  'git grep --open-files-in-pager=./run todo',
  'cat a | sort -oout',
  'cat a | sort -no out',
  'cat a | sort --out=out',
  'cat a | sort --compress-program=./run',
  'cat a | less -oout',
  'bat --pager=./run a',
  'tree -oout',
  './cat a',
  '/tmp/bin/ls',
  '',
])('%j is one unknown', (script) => {
  expect(actions(script)).toEqual([{ type: 'unknown', command: script }]);
});

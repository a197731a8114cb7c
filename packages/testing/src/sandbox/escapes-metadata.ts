import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Escape } from './escape.ts';
import { inWorkspace, type Outside } from './outside.ts';

const configChanged = ({ ws }: Outside) =>
  !existsSync(`${ws}/.git/config`) || readFileSync(`${ws}/.git/config`, 'utf8') !== 'c';

/** What decides what runs later, outside the sandbox. */
const protectedMetadata: readonly Escape[] = [
  {
    name: 'a hook of git',
    script: 'echo x > .git/hooks/pre-commit',
    escaped: inWorkspace('.git/hooks/pre-commit'),
  },
  { name: 'the configuration of git', script: 'echo x >> .git/config', escaped: configChanged },
  { name: 'the configuration of git, by a hard link', script: 'ln .git/config c; echo x >> c', escaped: configChanged },
  { name: 'the configuration of git, by a link', script: 'ln -s .git g; echo x >> g/config', escaped: configChanged },
  { name: 'the configuration of git, removed', script: 'rm -rf .git', escaped: configChanged },
  { name: '.git moved away', script: 'mv .git moved', escaped: configChanged },
  ...['.codex', '.agents', '.tenon'].flatMap((name): readonly Escape[] => [
    {
      name: `${name}, which was not there`,
      script: `mkdir -p ${name}; echo x > ${name}/config.toml`,
      escaped: inWorkspace(`${name}/config.toml`),
    },
    {
      name: `${name}, moved there`,
      script: `mkdir other; echo x > other/config.toml; rm -rf ${name}; mv -T other ${name}`,
      escaped: inWorkspace(`${name}/config.toml`),
    },
    {
      name: `${name}, as a link`,
      script: `rm -rf ${name}; ln -sT deep ${name}`,
      escaped: inWorkspace(`${name}/er`),
    },
  ]),
];

const nested = ({ ws }: Outside) => {
  mkdirSync(`${ws}/n/repo/.git/hooks`, { recursive: true });
  writeFileSync(`${ws}/n/repo/.git/config`, 'c');
  mkdirSync(`${ws}/n/other/.codex`, { recursive: true });
  writeFileSync(`${ws}/n/worktree.git`, '');
  mkdirSync(`${ws}/n/tree`);
  writeFileSync(`${ws}/n/tree/.git`, 'gitdir: ../repo/.git');
};
const hooked = (folder: string) => (outside: Outside) => inWorkspace(`${folder}/.git/hooks/post-checkout`)(outside);
const HOOK = 'hooks/post-checkout';

/** A repository that somebody else made further down. */
const nestedMetadata: readonly Escape[] = (
  [
    ['a hook', `echo x > n/repo/.git/${HOOK}`, hooked('n/repo')],
    ['a hook, by a link', `ln -s n/repo/.git g; echo x > g/${HOOK}`, hooked('n/repo')],
    ['a hook, moved there', `echo x > h; mv h n/repo/.git/${HOOK}`, hooked('n/repo')],
    [
      'its configuration',
      'echo x >> n/repo/.git/config',
      ({ ws }: Outside) => readFileSync(`${ws}/n/repo/.git/config`, 'utf8') !== 'c',
    ],
    [
      'a new .git in its place',
      `mv n/repo/.git n/old; mkdir -p n/repo/.git/hooks; echo x > n/repo/.git/${HOOK}`,
      hooked('n/repo'),
    ],
    [
      'a new repository in its place',
      `mv n/repo n/old; mkdir -p n/repo/.git/hooks; echo x > n/repo/.git/${HOOK}`,
      hooked('n/repo'),
    ],
    ['a new folder above it', `mv n old; mkdir -p n/repo/.git/hooks; echo x > n/repo/.git/${HOOK}`, hooked('n/repo')],
    ['removed, and made anew', `rm -rf n; mkdir -p n/repo/.git/hooks; echo x > n/repo/.git/${HOOK}`, hooked('n/repo')],
    ['its .codex', 'echo x > n/other/.codex/config.toml', inWorkspace('n/other/.codex/config.toml')],
    [
      'a .git that is a file',
      'echo "gitdir: elsewhere" > n/tree/.git; rm -f n/tree/.git; mkdir n/tree/.git',
      ({ ws }: Outside) => {
        const found = lstatSync(`${ws}/n/tree/.git`, { throwIfNoEntry: false });
        return !found?.isFile() || readFileSync(`${ws}/n/tree/.git`, 'utf8') !== 'gitdir: ../repo/.git';
      },
    ],
  ] as const
).map(([what, script, escaped]) => ({ name: `a nested repository: ${what}`, prepare: nested, script, escaped }));

/** Known to the first command, and then hidden behind so many folders that nobody would look through them for every command. */
const hidden: Escape = {
  name: 'a nested repository: behind thousands of folders',
  prepare: ({ ws }) => void mkdirSync(`${ws}/n/a/b/repo/.git/hooks`, { recursive: true }),
  script: `perl -e 'mkdir "deep/$_" for 1 .. 5000'`,
  afterwards: `echo x > n/a/b/repo/.git/${HOOK}`,
  escaped: hooked('n/a/b/repo'),
};

/** What makes git run a program, in the metadata of the workspace. */
const runByGit: readonly Escape[] = [
  ...[
    'info/attributes',
    'objects/info/alternates',
    'config.worktree',
    'modules/sub/config',
    'worktrees/x/config.worktree',
  ].map(
    (name): Escape => ({
      name: `what git heeds: ${name}`,
      script: `mkdir -p ".git/${name}"; rmdir ".git/${name}"; echo x > ".git/${name}"`,
      escaped: inWorkspace(`.git/${name}`),
    }),
  ),
  {
    name: 'what git heeds: its configuration replaced as a whole, as git does',
    script: 'echo "[core] fsmonitor = ./evil" > .git/config.lock; mv .git/config.lock .git/config',
    escaped: configChanged,
  },
  {
    name: 'what git heeds: a hook made executable',
    script: 'chmod +x .git/hooks/pre-commit.sample',
    escaped: ({ ws }) => (statSync(`${ws}/.git/hooks/pre-commit.sample`).mode & 0o111) !== 0,
  },
  {
    name: 'what git heeds: its hooks in exchange for a folder',
    script: `mkdir h; echo x > h/pre-commit; perl -e 'my ($a, $b) = ("h", ".git/hooks"); syscall(${process.arch === 'arm64' ? 276 : 316}, -100, $a, -100, $b, 2)'`,
    escaped: inWorkspace('.git/hooks/pre-commit'),
  },
];

export const metadataEscapes: readonly Escape[] = [...protectedMetadata, ...nestedMetadata, hidden, ...runByGit];

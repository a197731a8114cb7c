import { existsSync, lstatSync, readFileSync, rmSync, statSync } from 'node:fs';
import { profileOfPolicy } from '@tenon/sandboxing';
import { type Escape, workspaceProfile } from './escape.ts';
import type { Outside } from './outside.ts';

const made = ({ out }: Outside) => existsSync(`${out}/new`);
const changed = ({ out }: Outside) => !existsSync(`${out}/x.txt`) || readFileSync(`${out}/x.txt`, 'utf8') !== 'x';
const inWorkspace = (name: string) => (outside: Outside) =>
  lstatSync(`${outside.ws}/${name}`, { throwIfNoEntry: false }) !== undefined;
const configChanged = ({ ws }: Outside) =>
  !existsSync(`${ws}/.git/config`) || readFileSync(`${ws}/.git/config`, 'utf8') !== 'c';

/** Writing where it is not allowed, whatever the way there. */
const outsideWorkspace: readonly Escape[] = [
  { name: 'a new file outside', script: 'echo x > "$OUT/new"', escaped: made },
  { name: 'a new file by a relative path', script: 'echo x > ../out/new', escaped: made },
  { name: 'a new folder outside', script: 'mkdir "$OUT/new"', escaped: made },
  { name: 'a file outside, by a link', script: 'ln -s "$OUT/x.txt" link; echo y > link', escaped: changed },
  { name: 'a file outside, by a link to its folder', script: 'ln -s "$OUT" link; echo y > link/new', escaped: made },
  { name: 'a file outside, by a hard link', script: 'ln "$OUT/x.txt" hard && echo y > hard', escaped: changed },
  { name: 'moving a file in', script: 'mv "$OUT/x.txt" .', escaped: changed },
  { name: 'moving a file out', script: 'mv a.txt "$OUT/new"', escaped: made },
  { name: 'removing a file', script: 'rm -f "$OUT/x.txt"', escaped: changed },
  {
    name: 'the mode of a file',
    script: 'chmod 777 "$OUT/x.txt"',
    escaped: ({ out }) => (statSync(`${out}/x.txt`).mode & 0o777) === 0o777,
  },
  {
    name: 'the time of a file',
    script: 'touch -d 2001-01-01 "$OUT/x.txt"',
    escaped: ({ out }) => statSync(`${out}/x.txt`).mtimeMs < 1e12,
  },
  { name: 'by /proc/self/root', script: 'echo x > "/proc/self/root$OUT/new"', escaped: made },
  {
    name: 'by the root of any process',
    script: 'for p in /proc/[0-9]*; do echo x > "$p/root$OUT/new"; done 2>/dev/null',
    escaped: made,
  },
  {
    name: 'by the working directory of any process',
    script: 'for p in /proc/[0-9]*; do echo x > "$p/cwd/out/new"; echo x > "$p/cwd/../out/new"; done 2>/dev/null',
    escaped: made,
  },
  {
    name: 'by the open files of any process',
    // Of the command's own pipes nothing is told: they end the output.
    script:
      'for f in /proc/[0-9]*/fd/*; do [ -d "$f" ] && { echo x > "$f$OUT/new"; echo x > "$f/../out/new"; }; done 2>/dev/null; echo x > ../out/new',
    escaped: made,
  },
  {
    name: 'by a descriptor opened without reading (O_PATH)',
    script: `perl -e 'use Fcntl; sysopen(my $f, $ENV{OUT}, 010000000) or die; open(my $n, ">", "/proc/self/fd/" . fileno($f) . "/new")'`,
    escaped: made,
  },
  {
    name: 'the workspace itself moved away',
    script: 'cd .. && mv ws "$OUT/new"',
    escaped: made,
  },
  {
    name: 'a folder above the workspace renamed, for another to take its place',
    profile: ({ base }) => workspaceProfile([base, `${base}/ws/deep/er`]),
    script: 'mv deep moved',
    escaped: inWorkspace('moved'),
  },
  {
    name: 'anything in a read-only sandbox',
    profile: () => profileOfPolicy({ type: 'readOnly' }),
    script: 'echo x > new',
    escaped: inWorkspace('new'),
  },
  {
    name: 'a temporary folder in a read-only sandbox',
    profile: () => profileOfPolicy({ type: 'readOnly' }),
    script: 'for d in /tmp /var/tmp "$OUT"; do f=$(mktemp -p "$d") && echo ESCAPED && rm "$f"; done',
  },
  {
    name: 'shared memory',
    script: 'echo x > "/dev/shm/$MARK"',
    escaped({ mark }) {
      const found = existsSync(`/dev/shm/${mark}`);
      rmSync(`/dev/shm/${mark}`, { force: true });
      return found;
    },
  },
];

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

export const fileEscapes: readonly Escape[] = [...outsideWorkspace, ...protectedMetadata];

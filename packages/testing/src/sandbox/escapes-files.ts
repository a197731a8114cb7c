import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { profileOfPolicy } from '@tenon/sandboxing';
import { type Escape, withEntries, workspaceProfile } from './escape.ts';
import { inWorkspace, type Outside } from './outside.ts';

const made = ({ out }: Outside) => existsSync(`${out}/new`);
const changed = ({ out }: Outside) => !existsSync(`${out}/x.txt`) || readFileSync(`${out}/x.txt`, 'utf8') !== 'x';
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

/** Where all of the disk may be written but for what is denied, and there is no network. */
const everyFile = () =>
  withEntries({ type: 'managed', network: { enabled: false }, fileSystem: { type: 'restricted', entries: [] } }, [
    ['/', 'write'],
  ]);

const wideProfiles: readonly Escape[] = [
  {
    name: 'a read-only folder where the whole disk may be written',
    profile: ({ out }) => withEntries(everyFile(), [[out, 'read']]),
    script: 'echo x > "$OUT/new"; mv "$OUT" "$BASE/moved"; mkdir -p "$OUT"; echo x > "$OUT/new"',
    escaped: made,
  },
  {
    name: 'a denied file where the whole disk may be written',
    prepare: ({ out, secret }) => writeFileSync(`${out}/key`, secret),
    profile: ({ out }) => withEntries(everyFile(), [[`${out}/key`, 'none']]),
    script: 'cat "$OUT/key"; mv "$OUT" "$BASE/moved"; cat "$BASE/moved/key"',
    afterwards: 'cat "$BASE/moved/key"',
  },
  {
    name: 'settings of the kernel where the whole disk may be written',
    profile: everyFile,
    script: `perl -e 'for (qw(/proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/kernel/uevent_helper /sys/power/state /sys/kernel/mm/ksm/run)) { open(my $f, "+<", $_) and print "ESCAPED $_\\n" }'`,
    privileged: true,
  },
  {
    name: 'a root that was not there: its metadata',
    profile: ({ base }) => workspaceProfile([`${base}/none`]),
    script: 'mkdir -p ../none/.git/hooks; echo x > ../none/.git/hooks/pre-commit',
    escaped: ({ base }) => existsSync(`${base}/none/.git/hooks/pre-commit`),
  },
  {
    name: 'a root that was not there: beside it',
    profile: ({ base }) => workspaceProfile([`${base}/none/deep`]),
    script: 'mkdir -p ../none; echo x > ../none/new; echo x > ../other',
    escaped: ({ base }) => existsSync(`${base}/none/new`) || existsSync(`${base}/other`),
  },
  {
    name: 'a program that others would run with the rights of its owner (setuid)',
    script: `cp /bin/true s; chmod u+s s; perl -e 'use Fcntl; sysopen(my $f, "t", O_CREAT|O_WRONLY, 04755); chmod 06755, "s"; mkdir "d"; chmod 02777, "d"'`,
    escaped: ({ ws }) =>
      ['s', 't'].some((name) => ((statSync(`${ws}/${name}`, { throwIfNoEntry: false })?.mode ?? 0) & 0o6000) !== 0),
  },
];

export const fileEscapes: readonly Escape[] = [...outsideWorkspace, ...wideProfiles];

import { readFileSync, statSync } from 'node:fs';
import type { Escape } from './escape.ts';
import type { Outside } from './outside.ts';

const perl = (code: string) => `perl -e '${code}'`;
const OPENED = 'open my $f, "<", "$ENV{OUT}/x.txt" or die $!;';
/** linkat, truncate, fallocate. */
const [linkat, truncate, fallocate] = process.arch === 'arm64' ? [37, 45, 47] : [265, 76, 285];

const modeOf = (path: string) => statSync(path).mode & 0o777;
/** All may write it: whoever can do that may as well write it. */
const opened = ({ ws, out }: Outside) =>
  [`${out}/x.txt`, `${ws}/.git/config`, out].some((path) => modeOf(path) === 0o777);
const dated = ({ out }: Outside) => [out, `${out}/x.txt`].some((path) => statSync(path).mtimeMs === 5000);
const changed = ({ out }: Outside) => readFileSync(`${out}/x.txt`, 'utf8') !== 'x';

/** What is changed of a file by other means than opening it for writing. */
export const attributeEscapes: readonly Escape[] = [
  {
    name: 'the mode of a file, by a descriptor that is open for reading',
    script: perl(`${OPENED} chmod 0777, $f; open $f, "<", ".git/config"; chmod 0777, $f`),
    escaped: opened,
  },
  {
    name: 'the mode of a file, by links into /proc',
    script: `cd deep; ln -s /proc/self/cwd c; ln -s /proc/self/root r; chmod 777 c/../.git/config "r$OUT/x.txt" "/proc/./self/root$OUT/x.txt" "//proc//self/root$OUT"; exec 7<"$OUT"; chmod 777 /proc/self/fd/7 /dev/fd/7/x.txt /proc/./self/fd/7/x.txt`,
    escaped: opened,
  },
  {
    name: 'the mode of a file, by names that look like those of removed ones',
    script: `cd deep; ${perl('for my $n ("x (deleted)", "x\\n", " x", "-x", "%s") { symlink "$ENV{OUT}/x.txt", $n; chmod 0777, $n; open F, ">", "$n.old"; unlink "$n.old" }')}`,
    escaped: opened,
  },
  {
    name: 'the mode of a file, in a folder that is swapped for a link all the time',
    script: `cd deep; ${perl('mkdir "a"; open F, ">", "a/x.txt"; symlink $ENV{OUT}, "k"; my $c = fork; if (!$c) { while (1) { rename "a", "t"; rename "k", "a"; rename "a", "k"; rename "t", "a" } } my $end = time + 2; chmod 0777, "a/x.txt" until time > $end or (stat "$ENV{OUT}/x.txt")[2] & 2; kill 9, $c')}`,
    escaped: opened,
  },
  {
    name: 'the mode of a file, by a hard link made by its descriptor',
    script: perl(
      `${OPENED} my ($n, $p) = ("", "/proc/self/fd/" . fileno $f); syscall(${linkat}, fileno $f, $n, -100, my $a = "deep/a", 0x1000); syscall(${linkat}, -100, $p, -100, my $b = "deep/b", 0x400); link "$ENV{OUT}/x.txt", "deep/c"; chmod 0777, glob "deep/*"`,
    ),
    escaped: opened,
  },
  {
    name: 'the times of a file and a folder, by descriptors',
    script: perl(
      `${OPENED} utime 5, 5, $f; opendir my $d, $ENV{OUT}; utime 5, 5, $d; chdir $d; utime 5, 5, "x.txt", "."`,
    ),
    escaped: dated,
  },
  {
    name: 'the length of a file, without opening it for writing',
    script: perl(
      `${OPENED} truncate $f, 0; syscall(${truncate}, my $p = "$ENV{OUT}/x.txt", 0); syscall(${fallocate}, fileno $f, 3, 0, 1); use Fcntl; sysopen my $g, "$ENV{OUT}/x.txt", O_RDONLY | O_TRUNC`,
    ),
    escaped: changed,
  },
  {
    name: 'a file that is open for reading, opened anew for writing',
    script: `${perl(`${OPENED} for ("/proc/self/fd/", "/dev/fd/", "/proc/thread-self/fd/") { open my $g, ">", $_ . fileno $f or next; print $g "y" }`)}; exec 7<"$OUT/x.txt"; echo y >/proc/self/fd/7`,
    escaped: changed,
  },
];

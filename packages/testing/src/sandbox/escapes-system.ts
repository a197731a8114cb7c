import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Escape } from './escape.ts';
import { type Outside, processesWith } from './outside.ts';

/** Numbers of system calls that perl has no function for. */
const CALLS =
  process.arch === 'arm64'
    ? {
        ptrace: 117,
        addKey: 217,
        uring: 425,
        mqOpen: 180,
        mqUnlink: 181,
        readv: 270,
        prlimit: 261,
        tgkill: 131,
        prctl: 167,
      }
    : {
        ptrace: 101,
        addKey: 248,
        uring: 425,
        mqOpen: 240,
        mqUnlink: 241,
        readv: 310,
        prlimit: 302,
        tgkill: 234,
        prctl: 157,
      };

const KEY_SPEC_PROCESS_KEYRING = -2;

/** A signal takes its time. A dead one stays in the table until its end was asked for, so it is told by its state. */
async function victimDied({ victim }: Outside): Promise<boolean> {
  const isDead = () =>
    !existsSync(`/proc/${victim.pid}`) || /^State:\tZ/m.test(readFileSync(`/proc/${victim.pid}/status`, 'utf8'));
  for (let turn = 0; turn < 100 && !isDead(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  return isDead();
}

/** A number that only this attempt uses. */
const keyOf = (mark: string) => String(Number.parseInt(mark.slice(6, 13), 16));
const KEY = 'hex(substr($ENV{MARK}, 6, 7))';

/** More processes at once than the sandbox under test is told to allow. */
const MANY_PROCESSES = 600;

/** For a moment there may be more: what counts is that they do not stay. */
const manyProcesses = (meanwhile: string) =>
  `perl -e 'my $busy = fork; if (!$busy) { ${meanwhile} exit } my @all; for (1 .. ${MANY_PROCESSES}) { my $p = fork; defined $p or last; if (!$p) { sleep 600; exit } push @all, $p } sleep 3; print "ESCAPED" if ${MANY_PROCESSES} == grep { kill 0, $_ } @all; kill 9, $busy, @all'`;

/** Other processes, and what is shared with them. */
const processEscapes: readonly Escape[] = [
  { name: 'a signal to a process outside', script: 'kill -9 "$VICTIM"', escaped: victimDied },
  { name: 'a signal to a group of processes outside', script: 'kill -9 "-$VICTIM"', escaped: victimDied },
  {
    name: 'a signal to a thread outside',
    script: `perl -e 'syscall(${CALLS.tgkill}, $ENV{VICTIM} + 0, $ENV{VICTIM} + 0, 9)'`,
    escaped: victimDied,
  },
  {
    name: 'a signal to a process outside by a descriptor of it',
    script: `perl -e 'my $fd = syscall(434, $ENV{VICTIM} + 0, 0); syscall(424, $fd, 9, 0, 0) if $fd >= 0'`,
    escaped: victimDied,
  },
  {
    name: 'the limits of a process outside',
    script: `perl -e 'my $l = pack("QQ", 77, 77); syscall(${CALLS.prlimit}, $ENV{VICTIM} + 0, 7, $l, 0)'`,
    escaped: ({ victim }) => /^Max open files +77 /m.test(readFileSync(`/proc/${victim.pid}/limits`, 'utf8')),
  },
  {
    name: 'the priority of a process outside',
    script: 'renice -n 7 -p "$VICTIM"',
    escaped: ({ victim }) => readFileSync(`/proc/${victim.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[16] === '7',
  },
  {
    name: 'the processors of a process outside',
    script: `perl -e 'my $m = pack("Q", 0); syscall(${process.arch === 'arm64' ? 123 : 204}, $ENV{VICTIM} + 0, 8, $m) > 0 and print "ESCAPED"'`,
  },
  {
    name: 'the memory of a process outside',
    script: `perl -e 'my ($to, $from) = (pack("QQ", 0, 0), pack("QQ", 0, 0)); syscall(${CALLS.readv}, $ENV{VICTIM} + 0, $to, 1, $from, 1, 0) == 0 and print "ESCAPED"'; head -c 0 "/proc/$VICTIM/mem" && echo ESCAPED`,
    // Where Yama is strict, it takes a parent.
    privileged: true,
  },
  {
    name: 'attaching to a process outside (ptrace)',
    script: `perl -e 'print "ESCAPED" if syscall(${CALLS.ptrace}, 16, $ENV{VICTIM} + 0, 0, 0) == 0'`,
    privileged: true,
  },
  {
    name: 'the open files of a process outside',
    script: 'ls "/proc/$VICTIM/fd/" 2>/dev/null | grep -qx 1 && echo ESCAPED',
  },
  {
    name: 'a variable that was taken away, in any process there is to see',
    env: { HOME: undefined },
    script: `cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" | grep -q "^HOME=" && echo ESCAPED`,
  },
  {
    name: 'open files of the host that were passed on',
    script: `perl -e 'opendir(my $d, "/proc/self/fd"); for (grep { $_ > 2 && $_ != fileno $d } grep { /^[0-9]/ } readdir $d) { print "ESCAPED ", readlink("/proc/self/fd/$_") }'`,
    privileged: true,
  },
  {
    name: 'more processes than the limit',
    script: manyProcesses(''),
  },
  {
    name: 'more processes than the limit, with a mode changed without end',
    script: manyProcesses('chmod 0644, "a.txt" while 1;'),
  },
  {
    name: 'more processes than the limit, with child after child left behind',
    script: manyProcesses('while (1) { my $p = fork // next; if (!$p) { fork; exit } waitpid $p, 0 }'),
  },
  {
    name: 'what confines it, told by a variable what to write (LD_DEBUG_OUTPUT)',
    env: { LD_DEBUG: 'libs', LD_DEBUG_OUTPUT: '../out/loader' },
    script: 'true',
    escaped: ({ out }) => readdirSync(out).some((name) => name.startsWith('loader')),
  },
  {
    name: 'System V shared memory',
    // What is of the host is seen by a process outside, which removes it again.
    script: `perl -e 'defined(shmget(${KEY}, 64, 01600)) or die $!'`,
    escaped: ({ mark }) => spawnSync('ipcrm', ['-M', keyOf(mark)]).status === 0,
  },
  {
    name: 'System V semaphores',
    script: `perl -e 'defined(semget(${KEY}, 1, 01600)) or die $!'`,
    escaped: ({ mark }) => spawnSync('ipcrm', ['-S', keyOf(mark)]).status === 0,
  },
  {
    name: 'System V messages',
    script: `perl -e 'defined(msgget(${KEY}, 01600)) or die $!'`,
    escaped: ({ mark }) => spawnSync('ipcrm', ['-Q', keyOf(mark)]).status === 0,
  },
  {
    name: 'POSIX messages',
    script: `perl -e 'my $n = "$ENV{MARK}"; syscall(${CALLS.mqOpen}, $n, 0102, 0600, 0) >= 0 or die $!'`,
    escaped: ({ mark }) =>
      spawnSync('perl', ['-e', `exit(syscall(${CALLS.mqUnlink}, my $n = $ARGV[0]) == 0 ? 0 : 1)`, mark]).status === 0,
    // Not every kernel has them.
    privileged: true,
  },
  {
    name: 'the variables of a process outside',
    script: 'cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" | grep -q "^TENON_VICTIM_SECRET=" && echo ESCAPED',
  },
  {
    name: 'seeing a process outside',
    script: '[ -d "/proc/$VICTIM" ] && grep -q sleep "/proc/$VICTIM/comm" && echo ESCAPED',
  },
  {
    name: 'a process that outlives the command',
    script: `setsid perl -e 'sleep 600' "$MARK-left" </dev/null >/dev/null 2>&1 & sleep 0.2`,
    escaped: async ({ mark }) => (await processesWith(`${mark}-left`)).length > 0,
  },
  { name: 'ptrace', script: `perl -e 'print "ESCAPED" if syscall(${CALLS.ptrace}, 0, 0, 0, 0) == 0'` },
];

/** The kernel and its settings, and privileges to get further. */
const kernelEscapes: readonly Escape[] = [
  {
    name: 'typing into a terminal (TIOCSTI)',
    // Only the filter says EPERM of what is no terminal.
    script: `perl -e 'my $c = "x"; ioctl(STDIN, 0x5412, $c) or $!{EPERM} or print "ESCAPED"' </dev/null`,
  },
  {
    name: 'keys of the kernel',
    script: `perl -e 'my ($t, $d, $p) = ("user", "tenon", "x"); print "ESCAPED" if syscall(${CALLS.addKey}, $t, $d, $p, 1, ${KEY_SPEC_PROCESS_KEYRING}) > 0'`,
    privileged: true,
  },
  {
    name: 'io_uring',
    script: `perl -e 'syscall(${CALLS.uring}, 0, 0); print "ESCAPED" unless $!{ENOSYS}'`,
    privileged: true,
  },
  {
    name: 'new privileges by a setuid program',
    // PR_GET_NO_NEW_PRIVS.
    script: `perl -e 'syscall(${CALLS.prctl}, 39, 0, 0, 0, 0) == 1 or print "ESCAPED"'`,
  },
  { name: 'capabilities', script: 'grep -q "^Cap[A-Z][a-z]*:.*[1-9a-f]" /proc/self/status && echo ESCAPED' },
  {
    name: 'a namespace of its own, to be root in',
    script: 'unshare -Ur true && echo ESCAPED; unshare -m true && echo ESCAPED; true',
    privileged: true,
  },
  {
    name: 'mounting the root anew, to be written',
    script: 'mount -o remount,rw,bind / ; mount -o remount,rw / ; echo x > "$OUT/new"',
    escaped: ({ out }) => existsSync(`${out}/new`),
  },
  {
    name: 'mounting the root anew by newer calls',
    script: `perl -e 'my $a = pack("QQQQ", 0, 1, 0, 0); my $r = "/"; syscall(442, -100, $r, 0x8000, $a, 32); syscall(428, -100, $r, 1) >= 0 and print "ESCAPED"'; echo x > "$OUT/new"`,
    escaped: ({ out }) => existsSync(`${out}/new`),
  },
  {
    name: 'a namespace of its own, to mount what is protected anew',
    script: `unshare -Urm sh -c 'umount -l .git; mount -o remount,rw,bind .git; echo x > .git/new; mount -o remount,rw,bind / ; echo x > "$OUT/new"'; nsenter -t 1 -m sh -c 'echo x > "$OUT/new"'; echo x > .git/new`,
    escaped: ({ out, ws }) => existsSync(`${out}/new`) || existsSync(`${ws}/.git/new`),
  },
  {
    name: 'a root of its own (chroot)',
    script: 'chroot / true && echo ESCAPED',
    privileged: true,
  },
  {
    name: 'the namespaces of processes it sees',
    script: `for p in /proc/[0-9]*; do for n in mnt pid net ipc user; do perl -e 'open(my $f, "<", $ARGV[0]) or exit; syscall(${process.arch === 'arm64' ? 268 : 308}, fileno $f, 0) == 0 and print "ESCAPED $ARGV[0] "' "$p/ns/$n"; done; done 2>/dev/null`,
    privileged: true,
  },
  {
    name: 'becoming another user',
    script: `perl -e '$> = $< = 1; print "ESCAPED" if $> == 1 or $< == 1; $) = $( = 1; print "ESCAPED" if $) == 1'`,
    privileged: true,
  },
  {
    name: 'setuid helpers',
    script:
      'for p in su sudo mount ping newuidmap pkexec fusermount3; do f=$(command -v "$p") && [ -u "$f" ] && perl -e \'exec { $ARGV[0] } "perl", "-e", "1"\' "$f" >/dev/null 2>&1; done; sudo -n id -u 2>/dev/null | grep -qx 0 && grep -q "^NoNewPrivs:.0" /proc/self/status && echo ESCAPED; true',
    privileged: true,
  },
  {
    name: 'terminals of the host',
    script: '[ -n "$(find /dev/pts -type c ! -name ptmx 2>/dev/null)" ] && echo ESCAPED; true',
    privileged: true,
  },
  {
    name: 'the program that the kernel calls, performance counters, programs in the kernel (bpf)',
    script: `perl -e 'my $a = pack("x128"); for (${process.arch === 'arm64' ? '280, 241, 282' : '321, 298, 323'}) { $! = 0; syscall($_, 0, $a, 128, 0, 0); print "ESCAPED $_" unless $!{EPERM} || $!{ENOSYS} || $!{EACCES} }'`,
    privileged: true,
  },
  {
    name: 'the clock',
    script: `perl -e 'my $t = pack("qq", time, 0); syscall(${process.arch === 'arm64' ? 112 : 227}, 0, $t) == 0 and print "ESCAPED"'`,
    privileged: true,
  },
  {
    name: 'unmounting what protects .git',
    script: 'umount -l .git; echo x > .git/new',
    escaped: ({ ws }) => existsSync(`${ws}/.git/new`),
  },
  {
    name: 'mounting over the workspace',
    script: 'mkdir m; mount -t tmpfs none m && echo ESCAPED; mount --bind "$OUT" m && echo ESCAPED; true',
    privileged: true,
  },
  {
    name: 'making a device',
    script: 'mknod d c 1 1 && echo ESCAPED; mknod e b 8 0 && echo ESCAPED; true',
    privileged: true,
  },
  {
    name: 'disks and memory of the host',
    // Opened, and not read.
    script: `perl -e 'for (glob "/dev/* /dev/*/* /proc/kcore") { -b || m{/(mem|kmem|port|kmsg|kcore)$} or next; open(my $f, "<", $_) and print "ESCAPED $_ " }'; [ -n "$(find /dev -type b 2>/dev/null)" ] && echo ESCAPED; true`,
    privileged: true,
  },
  {
    name: 'settings of the kernel in /proc',
    // Opened for writing, and not written: without a sandbox this would change the machine.
    script: `perl -e 'for (qw(/proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe /proc/sysrq-trigger /proc/sys/vm/drop_caches)) { open(my $f, "+<", $_) and print "ESCAPED $_\\n" }'`,
    privileged: true,
  },
  {
    name: 'any other file of /proc or /sys that is no process',
    // Opened for writing, and not written. What its mode lets be written is asked of find, which passes by processes.
    script: `find /proc /sys -maxdepth 5 -path "/proc/[0-9]*" -prune -o -path /proc/self -prune -o -path /proc/thread-self -prune -o -type f -perm /222 -print 2>/dev/null | perl -ne 'chomp; sysopen(my $f, $_, 1) and print("ESCAPED $_") and exit'`,
    privileged: true,
  },
  {
    name: 'the log of the kernel',
    script:
      'dmesg 2>/dev/null | grep -q . && echo ESCAPED; for f in /dev/kmsg /proc/kmsg; do head -c 0 "$f" && echo ESCAPED; done 2>/dev/null; true',
    privileged: true,
  },
  {
    name: 'control groups',
    script:
      'for f in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do perl -e \'sysopen(my $f, $ARGV[0], 1) and print "ESCAPED"\' "$f"; done',
    privileged: true,
  },
  {
    name: 'the name of the host',
    script: `hostname "$MARK" 2>/dev/null; [ "$(hostname)" = "$MARK" ] && echo ESCAPED`,
    privileged: true,
  },
];

export const systemEscapes: readonly Escape[] = [...processEscapes, ...kernelEscapes];

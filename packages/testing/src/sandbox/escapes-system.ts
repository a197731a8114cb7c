import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Escape } from './escape.ts';
import { processesWith } from './outside.ts';

/** Numbers of system calls that perl has no function for. */
const CALLS =
  process.arch === 'arm64' ? { ptrace: 117, addKey: 217, uring: 425 } : { ptrace: 101, addKey: 248, uring: 425 };

const KEY_SPEC_PROCESS_KEYRING = -2;

/** Other processes, the kernel and its settings, and privileges to get further. */
export const systemEscapes: readonly Escape[] = [
  {
    name: 'a signal to a process outside',
    script: 'kill -9 "$VICTIM"',
    // A dead one stays in the table until its end was asked for, so it is told by its state.
    escaped: ({ victim }) =>
      !existsSync(`/proc/${victim.pid}`) || /^State:\tZ/m.test(readFileSync(`/proc/${victim.pid}/status`, 'utf8')),
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
  {
    name: 'System V shared memory',
    // A segment of the host is seen by a process outside, which removes it again.
    script: `perl -e 'defined(shmget(hex(substr($ENV{MARK}, 6, 7)), 64, 01600)) or die $!'`,
    escaped: ({ mark }) => spawnSync('ipcrm', ['-M', String(Number.parseInt(mark.slice(6, 13), 16))]).status === 0,
  },
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
  { name: 'new privileges by a setuid program', script: 'grep -qx "NoNewPrivs:.1" /proc/self/status || echo ESCAPED' },
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
    script:
      '[ -n "$(find /dev -type b)" ] && echo ESCAPED; [ -e /dev/mem ] && echo ESCAPED; [ -e /dev/kmsg ] && echo ESCAPED; true',
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
    script:
      'find /proc /sys -maxdepth 5 -path "/proc/[0-9]*" -prune -o -path /proc/self -prune -o -path /proc/thread-self -prune -o -type f -writable -print 2>/dev/null | grep -q . && echo ESCAPED',
    privileged: true,
  },
  {
    name: 'the name of the host',
    script: `hostname "$MARK" 2>/dev/null; [ "$(hostname)" = "$MARK" ] && echo ESCAPED`,
    privileged: true,
  },
];

/** What the filter knows of a processor: `AUDIT_ARCH_*` of linux/audit.h, and the numbers of asm/unistd.h. */
export interface Processor {
  readonly arch: number;
  /** From this number on, calls are those of another ABI (x32). */
  readonly foreignFrom?: number;
  readonly clone: number;
  readonly ioctl: number;
  readonly socket: number;
  /** Calls that set the mode of a file, and which argument it is. */
  readonly modes: readonly (readonly [number: number, mode: number])[];
  /** Calls that may make a file, which argument is their flags, and which its mode. */
  readonly opens: readonly (readonly [number: number, flags: number, mode: number])[];
  /** Answered with EPERM. */
  readonly denied: readonly number[];
}

/**
 * Answered with ENOSYS, so that programs fall back. The same numbers everywhere: io_uring_setup, _enter, _register, clone3, openat2
 * (both have in memory, where a filter cannot see it, what they would do).
 */
export const ABSENT: readonly number[] = [425, 426, 427, 435, 437];

/** open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, pidfd_getfd, mount_setattr, quotactl_fd, open_tree_attr. */
const DENIED_EVERYWHERE = [428, 429, 430, 431, 432, 433, 438, 442, 443, 467];

/** By Node's `process.arch`. Every row of `denied` is in the order of the comments. */
export const PROCESSORS: Readonly<Record<string, Processor>> = {
  x64: {
    arch: 0xc000003e,
    foreignFrom: 0x40000000,
    clone: 56,
    ioctl: 16,
    socket: 41,
    // chmod, fchmod, fchmodat, fchmodat2, creat, mknod, mknodat; open, openat.
    modes: [
      [90, 1],
      [91, 1],
      [268, 2],
      [452, 2],
      [85, 1],
      [133, 1],
      [259, 2],
    ],
    opens: [
      [2, 1, 2],
      [257, 2, 3],
    ],
    denied: [
      ...DENIED_EVERYWHERE,
      // Other processes: ptrace, process_vm_readv, process_vm_writev, kcmp, perf_event_open.
      ...[101, 310, 311, 312, 298],
      // Kernel facilities: bpf, userfaultfd, add_key, request_key, keyctl, syslog, iopl, ioperm.
      ...[321, 323, 248, 249, 250, 103, 172, 173],
      // Mounts and namespaces: mount, umount2, pivot_root, unshare, setns, open_by_handle_at.
      ...[165, 166, 155, 272, 308, 304],
      // The machine: init_module, finit_module, delete_module, kexec_load, kexec_file_load, reboot, swapon, swapoff, acct, quotactl.
      ...[175, 313, 176, 246, 320, 169, 167, 168, 163, 179],
      // Its clock: settimeofday, clock_settime, clock_adjtime.
      ...[164, 227, 305],
    ],
  },
  arm64: {
    arch: 0xc00000b7,
    clone: 220,
    ioctl: 29,
    socket: 198,
    // fchmod, fchmodat, fchmodat2, mknodat; openat.
    modes: [
      [52, 1],
      [53, 2],
      [452, 2],
      [33, 2],
    ],
    opens: [[56, 2, 3]],
    denied: [
      ...DENIED_EVERYWHERE,
      // In the same order; iopl and ioperm do not exist.
      ...[117, 270, 271, 272, 241],
      ...[280, 282, 217, 218, 219, 116],
      ...[40, 39, 41, 97, 268, 265],
      ...[105, 273, 106, 104, 294, 142, 224, 225, 89, 60],
      ...[170, 112, 266],
    ],
  },
};

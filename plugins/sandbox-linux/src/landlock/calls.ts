/** What the helper calls by its number, and what the filter knows beyond that of bubblewrap. */
export interface LandlockCalls {
  /** What the helper needs: the calls of `HELPER_EVERYWHERE` and of the comment, in the order in which it takes them. */
  readonly helper: readonly number[];
  /** Changes of mode, owner and times, which the janitor makes for the command, by the name of their handler in the helper. */
  readonly answered: Readonly<Record<string, number>>;
  /** Answered with EPERM: what namespaces would confine, or what would change files that Landlock does not rule. */
  readonly denied: readonly number[];
  /** Answered with EOPNOTSUPP, which programs that copy attributes take for a file system without them. */
  readonly attributes: readonly number[];
  /** Allowed only on the process itself: its first argument must be 0. */
  readonly onItself: readonly number[];
  /** The same, answered with ENOSYS: the C library asks them of its threads, and goes on without. */
  readonly askedOfItself: readonly number[];
  readonly setpriority: number;
  readonly ioprioSet: number;
}

/** process_madvise, process_mrelease, file_setattr. */
const DENIED_EVERYWHERE = [440, 448, 469];
/** setxattrat, removexattrat. */
const ATTRIBUTES_EVERYWHERE = [463, 466];
/** close_range, openat2, landlock_create_ruleset, _add_rule, _restrict_self. */
const HELPER_EVERYWHERE = [436, 437, 444, 445, 446];

/** From this number on nobody knows what a call does: added after Linux 6.18. */
export const UNKNOWN_FROM = 471;

/** By Node's `process.arch`; each list is in the order of the comments of x64. */
export const LANDLOCK_CALLS: Readonly<Record<string, LandlockCalls>> = {
  x64: {
    // prctl, setsid, exit_group, capset, kill, clone, seccomp, signalfd4, rt_sigprocmask, ioctl, utimensat, fchownat, close, O_NOFOLLOW.
    helper: [...HELPER_EVERYWHERE, 157, 112, 231, 126, 62, 56, 317, 289, 14, 16, 280, 260, 3, 0o400000],
    answered: {
      chmod: 90,
      fchmod: 91,
      fchmodat: 268,
      fchmodat2: 452,
      chown: 92,
      lchown: 94,
      fchown: 93,
      fchownat: 260,
      utime: 132,
      utimes: 235,
      futimesat: 261,
      utimensat: 280,
    },
    denied: [
      ...DENIED_EVERYWHERE,
      // System V: shmget, shmat, shmctl, shmdt, semget, semop, semctl, semtimedop, msgget, msgsnd, msgrcv, msgctl.
      ...[29, 30, 31, 67, 64, 65, 66, 220, 68, 69, 70, 71],
      // mq_open, mq_unlink, migrate_pages, move_pages, sethostname, setdomainname, chroot, fanotify_init, lookup_dcookie, vhangup.
      ...[240, 241, 256, 279, 170, 171, 161, 300, 212, 153],
    ],
    // setxattr, lsetxattr, fsetxattr, removexattr, lremovexattr, fremovexattr.
    attributes: [...ATTRIBUTES_EVERYWHERE, 188, 189, 190, 197, 198, 199],
    // prlimit64, sched_setparam, sched_setscheduler, sched_setaffinity, sched_setattr.
    onItself: [302, 142, 144, 203, 314],
    // sched_getaffinity. What tells of the priority of a thread is allowed: programs end when it fails.
    askedOfItself: [204],
    setpriority: 141,
    ioprioSet: 251,
  },
  arm64: {
    helper: [...HELPER_EVERYWHERE, 167, 157, 94, 91, 129, 220, 277, 74, 135, 29, 88, 54, 57, 0o100000],
    answered: { fchmod: 52, fchmodat: 53, fchmodat2: 452, fchown: 55, fchownat: 54, utimensat: 88 },
    denied: [
      ...DENIED_EVERYWHERE,
      ...[194, 196, 195, 197, 190, 193, 191, 192, 186, 189, 188, 187],
      ...[180, 181, 238, 239, 161, 162, 51, 262, 18, 58],
    ],
    attributes: [...ATTRIBUTES_EVERYWHERE, 5, 6, 7, 14, 15, 16],
    onItself: [261, 118, 119, 122, 274],
    askedOfItself: [123],
    setpriority: 140,
    ioprioSet: 30,
  },
};

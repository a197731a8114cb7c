import {
  ALLOW,
  argument,
  ENOSYS,
  EOPNOTSUPP,
  EPERM,
  forCall,
  give,
  type Instruction,
  JUMP_AT_LEAST,
  JUMP_EQUAL,
  load,
  mask,
  NOTIFY,
  whenEqual,
} from '../bpf.ts';
import { seccompFilter } from '../seccomp.ts';
import { LANDLOCK_CALLS, UNKNOWN_FROM } from './calls.ts';

/** Of ioctl_list(2): FICLONE, FICLONERANGE, FIDEDUPERANGE need a file open for writing. */
const CLONING = [0x40049409, 0x4020940d, 0xc0189436];
/** FS_IOC_SETFLAGS (both sizes), FS_IOC_SETVERSION, FS_IOC_FSSETXATTR, FS_IOC_ENABLE_VERITY: done by a file that is open for reading. */
const ATTRIBUTES = [0x40086602, 0x40046602, 0x40087602, 0x401c5820, 0x40806685];
/** Those of btrfs, which make and remove subvolumes by a folder that is open for reading. */
const BTRFS = 0x9400;
const TYPE_OF_IOCTL = 0xff00;

const IOPRIO_WHO_PROCESS = 1;

/**
 * The filter of bubblewrap, and beyond that what namespaces and read-only mounts do there. Changes of mode, owner and times, which
 * Landlock does not rule, are left to the janitor.
 */
export function landlockFilter(
  processor: string,
  options: { readonly unixSockets: boolean; readonly network: boolean },
): Uint8Array | undefined {
  const calls = LANDLOCK_CALLS[processor];
  if (!calls) return undefined;
  const mustBe = (index: number, value: number, otherwise = EPERM): readonly Instruction[] => [
    load(argument(index)),
    [JUMP_EQUAL, 1, 0, value],
    give(otherwise),
  ];
  const first: readonly Instruction[] = [
    [JUMP_AT_LEAST, 0, 1, UNKNOWN_FROM],
    give(ENOSYS),
    ...[...Object.values(calls.answered), ...calls.forks].flatMap((number) => whenEqual(number, NOTIFY)),
    ...calls.denied.flatMap((number) => whenEqual(number, EPERM)),
    ...calls.attributes.flatMap((number) => whenEqual(number, EOPNOTSUPP)),
    ...calls.onItself.flatMap((number) => forCall(number, [...mustBe(0, 0), give(ALLOW)])),
    ...calls.askedOfItself.flatMap((number) => forCall(number, [...mustBe(0, 0, ENOSYS), give(ALLOW)])),
    ...calls.priority.flatMap((number) => forCall(number, [...mustBe(0, 0), ...mustBe(1, 0), give(ALLOW)])),
    ...forCall(calls.ioprioSet, [...mustBe(0, IOPRIO_WHO_PROCESS), ...mustBe(1, 0), give(ALLOW)]),
  ];
  const ioctls = [
    ...ATTRIBUTES.flatMap((each) => whenEqual(each, EPERM)),
    ...CLONING.flatMap((each) => whenEqual(each, ALLOW)),
    mask(TYPE_OF_IOCTL),
    ...whenEqual(BTRFS, EPERM),
  ];
  return seccompFilter(processor, { ...options, clone: NOTIFY, first, ioctls });
}

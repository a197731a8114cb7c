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

/**
 * Requests to file systems, which they grant by a file or folder that is only open for reading: attributes that make a file
 * immutable, encryption, subvolumes. By their type: ext4 and common ones (`f`), XFS (`X`), `v`, btrfs, F2FS.
 */
const FILE_SYSTEMS = [0x6600, 0x5800, 0x7600, 0x9400, 0xf500];
/**
 * Of these types, but they only tell something, or need a file open for writing: FICLONE, FICLONERANGE, FIDEDUPERANGE,
 * FS_IOC_GETFLAGS (both sizes), FS_IOC_GETVERSION (both types), FS_IOC_FIEMAP, FS_IOC_FSGETXATTR, FS_IOC_GETFSLABEL.
 */
const HARMLESS = [
  ...[0x40049409, 0x4020940d, 0xc0189436],
  ...[0x80086601, 0x80046601, 0x80087601, 0x80086603, 0xc020660b, 0x801c581f, 0x81009431],
];
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
    ...Object.values(calls.answered).flatMap((number) => whenEqual(number, NOTIFY)),
    ...calls.denied.flatMap((number) => whenEqual(number, EPERM)),
    ...calls.attributes.flatMap((number) => whenEqual(number, EOPNOTSUPP)),
    ...calls.onItself.flatMap((number) => forCall(number, [...mustBe(0, 0), give(ALLOW)])),
    ...calls.askedOfItself.flatMap((number) => forCall(number, [...mustBe(0, 0, ENOSYS), give(ALLOW)])),
    ...forCall(calls.setpriority, [...mustBe(0, 0), ...mustBe(1, 0), give(ALLOW)]),
    ...forCall(calls.ioprioSet, [...mustBe(0, IOPRIO_WHO_PROCESS), ...mustBe(1, 0), give(ALLOW)]),
  ];
  const ioctls = [
    ...HARMLESS.flatMap((each) => whenEqual(each, ALLOW)),
    mask(TYPE_OF_IOCTL),
    ...FILE_SYSTEMS.flatMap((each) => whenEqual(each, EPERM)),
  ];
  return seccompFilter(processor, { ...options, first, ioctls });
}

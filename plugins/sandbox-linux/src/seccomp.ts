import {
  ALLOW,
  ARCH,
  argument,
  assemble,
  ENOSYS,
  EPERM,
  forCall,
  give,
  type Instruction,
  JUMP_ANY_BIT,
  JUMP_AT_LEAST,
  JUMP_EQUAL,
  KILL,
  load,
  NUMBER,
  whenEqual,
} from './bpf.ts';
import { ABSENT, PROCESSORS } from './seccomp-calls.ts';

export interface FilterOptions {
  /** Whether `socket(AF_UNIX)` is allowed. Pairs of connected sockets always are. */
  readonly unixSockets: boolean;
  /** Whether sockets of a network are allowed. Default: true, as a network namespace confines them. */
  readonly network?: boolean;
  /** Asked before the rest, with the number of the call loaded, which they must leave there. */
  readonly first?: readonly Instruction[];
  /** The same of an ioctl, with the request loaded; they need not leave it. */
  readonly ioctls?: readonly Instruction[];
}

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const NEW_NAMESPACES = 0x7e020000;
/** Both put input into a terminal, as if it had been typed: TIOCSTI, TIOCLINUX. */
const TYPING = [0x5412, 0x541c];
/** S_ISUID, S_ISGID: whoever runs such a file gets the rights of its owner, be it root. */
const SET_ID = 0o6000;
/** O_CREAT, and the bit that only O_TMPFILE has: without them no mode is given. */
const MAKING = 0o20000100;
const AF_UNIX = 1;
/** AF_INET, AF_INET6, AF_NETLINK: what a network namespace confines. The rest (raw packets, virtual machines …) is refused. */
const NAMESPACED = [2, 10, 16];

/**
 * The filter as bytes of a BPF program. undefined for a processor it does not know. What it refuses is refused even to root:
 * it lasts until the process is gone, and what the process starts inherits it.
 */
export function seccompFilter(
  processor: string,
  { unixSockets, network = true, first = [], ioctls = [] }: FilterOptions,
): Uint8Array | undefined {
  const calls = PROCESSORS[processor];
  if (!calls) return undefined;
  const families = [...(unixSockets ? [AF_UNIX] : []), ...(network ? NAMESPACED : [])];
  return assemble([
    load(ARCH),
    [JUMP_EQUAL, 1, 0, calls.arch],
    give(KILL),
    load(NUMBER),
    ...(calls.foreignFrom === undefined ? [] : ([[JUMP_AT_LEAST, 0, 1, calls.foreignFrom], give(ENOSYS)] as const)),
    ...first,
    ...ABSENT.flatMap((number) => whenEqual(number, ENOSYS)),
    ...calls.denied.flatMap((number) => whenEqual(number, EPERM)),
    // clone3 passes its flags in memory, where a filter cannot see them; without it the C library uses clone.
    ...forCall(calls.clone, [load(argument(0)), [JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES], give(EPERM), give(ALLOW)]),
    ...forCall(calls.ioctl, [
      load(argument(1)),
      ...TYPING.flatMap((each) => whenEqual(each, EPERM)),
      ...ioctls,
      give(ALLOW),
    ]),
    ...calls.modes.flatMap(([number, mode]) => forCall(number, withoutSetId(mode))),
    ...calls.opens.flatMap(([number, flags, mode]) =>
      forCall(number, [load(argument(flags)), [JUMP_ANY_BIT, 1, 0, MAKING], give(ALLOW), ...withoutSetId(mode)]),
    ),
    ...forCall(calls.socket, [load(argument(0)), ...families.flatMap((each) => whenEqual(each, ALLOW)), give(EPERM)]),
    give(ALLOW),
  ]);
}

const withoutSetId = (mode: number): readonly Instruction[] => [
  load(argument(mode)),
  [JUMP_ANY_BIT, 0, 1, SET_ID],
  give(EPERM),
  give(ALLOW),
];

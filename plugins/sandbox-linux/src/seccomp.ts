import { ABSENT, PROCESSORS } from './seccomp-calls.ts';

export interface FilterOptions {
  /** Whether `socket(AF_UNIX)` is allowed. Pairs of connected sockets always are. */
  readonly unixSockets: boolean;
}

// Classic BPF, as in linux/bpf_common.h and linux/seccomp.h.
const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_AT_LEAST = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const EPERM = 0x00050000 | 1;
const ENOSYS = 0x00050000 | 38;

/** Offsets in `struct seccomp_data`; of an argument its lower half, on a little-endian machine. */
const NUMBER = 0;
const ARCH = 4;
const argument = (index: number) => 16 + 8 * index;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const NEW_NAMESPACES = 0x7e020000;
/** Both put input into a terminal, as if it had been typed: TIOCSTI, TIOCLINUX. */
const TYPING = [0x5412, 0x541c];
const AF_UNIX = 1;
/** AF_INET, AF_INET6, AF_NETLINK: what a network namespace confines. The rest (raw packets, virtual machines …) is refused. */
const NAMESPACED = [2, 10, 16];

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

const load = (offset: number): Instruction => [LOAD, 0, 0, offset];
const give = (value: number): Instruction => [RETURN, 0, 0, value];
const whenEqual = (value: number, result: number): readonly Instruction[] => [[JUMP_EQUAL, 0, 1, value], give(result)];

/** The rest of a program for one call; it begins with its number loaded, and always returns. */
const forCall = (number: number, body: readonly Instruction[]): readonly Instruction[] => [
  [JUMP_EQUAL, 0, body.length, number],
  ...body,
];

/**
 * The filter as bytes, for `bwrap --seccomp`. undefined for a processor it does not know. What it refuses is refused even to root:
 * it lasts until the process is gone, and what the process starts inherits it.
 */
export function seccompFilter(processor: string, { unixSockets }: FilterOptions): Uint8Array | undefined {
  const calls = PROCESSORS[processor];
  if (!calls) return undefined;
  const families = unixSockets ? [AF_UNIX, ...NAMESPACED] : NAMESPACED;
  const program: readonly Instruction[] = [
    load(ARCH),
    [JUMP_EQUAL, 1, 0, calls.arch],
    give(KILL),
    load(NUMBER),
    ...(calls.foreignFrom === undefined ? [] : ([[JUMP_AT_LEAST, 0, 1, calls.foreignFrom], give(ENOSYS)] as const)),
    ...ABSENT.flatMap((number) => whenEqual(number, ENOSYS)),
    ...calls.denied.flatMap((number) => whenEqual(number, EPERM)),
    // clone3 passes its flags in memory, where a filter cannot see them; without it the C library uses clone.
    ...forCall(calls.clone, [load(argument(0)), [JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES], give(EPERM), give(ALLOW)]),
    ...forCall(calls.ioctl, [load(argument(1)), ...TYPING.flatMap((each) => whenEqual(each, EPERM)), give(ALLOW)]),
    ...forCall(calls.socket, [load(argument(0)), ...families.flatMap((each) => whenEqual(each, ALLOW)), give(EPERM)]),
    give(ALLOW),
  ];
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, ifTrue);
    bytes.setUint8(index * 8 + 3, ifFalse);
    bytes.setUint32(index * 8 + 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

/** One instruction of classic BPF, as in linux/bpf_common.h. Jumps are counted from the next one. */
export type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

export const JUMP_EQUAL = 0x15;
export const JUMP_AT_LEAST = 0x35;
export const JUMP_ANY_BIT = 0x45;
const LOAD = 0x20;
const AND = 0x54;
const RETURN = 0x06;

/** What becomes of a call, as in linux/seccomp.h. */
export const ALLOW = 0x7fff0000;
export const KILL = 0x80000000;
export const NOTIFY = 0x7fc00000;
const failed = (errno: number) => 0x00050000 | errno;
export const EPERM = failed(1);
export const ENOSYS = failed(38);
export const EOPNOTSUPP = failed(95);

/** Offsets in `struct seccomp_data`; of an argument its lower half, on a little-endian machine. */
export const NUMBER = 0;
export const ARCH = 4;
export const argument = (index: number): number => 16 + 8 * index;

export const load = (offset: number): Instruction => [LOAD, 0, 0, offset];
export const mask = (bits: number): Instruction => [AND, 0, 0, bits];
export const give = (value: number): Instruction => [RETURN, 0, 0, value];
export const whenEqual = (value: number, result: number): readonly Instruction[] => [
  [JUMP_EQUAL, 0, 1, value],
  give(result),
];

/** The rest of a program for one call; it begins with its number loaded, and always returns. */
export const forCall = (number: number, body: readonly Instruction[]): readonly Instruction[] => [
  [JUMP_EQUAL, 0, body.length, number],
  ...body,
];

/** As the kernel reads it. */
export function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, ifTrue);
    bytes.setUint8(index * 8 + 3, ifFalse);
    bytes.setUint32(index * 8 + 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

import { expect, test } from 'vitest';
import { seccompFilter } from './seccomp.ts';

const ALLOW = 0x7fff0000;
const EPERM = 0x50001;
const ENOSYS = 0x50026;
const ARCHES = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;

/** What the kernel would do: a machine for the few instructions there are. */
function decide(filter: Uint8Array, call: { arch: number; number: number; args?: readonly number[] }): number {
  const program = new DataView(filter.buffer);
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call.number, true);
  data.setUint32(4, call.arch, true);
  call.args?.forEach((value, index) => {
    data.setBigUint64(16 + 8 * index, BigInt(value), true);
  });
  let loaded = 0;
  for (let at = 0; ; at += 8) {
    const [code, value] = [program.getUint16(at, true), program.getUint32(at + 4, true)];
    if (code === 0x06) return value;
    if (code === 0x20) loaded = data.getUint32(value, true);
    else {
      const holds = code === 0x15 ? loaded === value : code === 0x35 ? loaded >= value : (loaded & value) !== 0;
      expect([0x15, 0x35, 0x45]).toContain(code);
      at += 8 * program.getUint8(at + (holds ? 2 : 3));
    }
  }
}

const CALLS = {
  x64: {
    read: 0,
    chmod: 91,
    open: 257,
    clone: 56,
    ioctl: 16,
    socket: 41,
    ptrace: 101,
    mount: 165,
    bpf: 321,
    keyctl: 250,
    unshare: 272,
  },
  arm64: {
    read: 63,
    chmod: 52,
    open: 56,
    clone: 220,
    ioctl: 29,
    socket: 198,
    ptrace: 117,
    mount: 40,
    bpf: 280,
    keyctl: 219,
    unshare: 97,
  },
};

test.each(['x64', 'arm64'] as const)('%s: each call as it should', (processor) => {
  const arch = ARCHES[processor];
  const calls = CALLS[processor];
  const filter = seccompFilter(processor, { unixSockets: false }) ?? new Uint8Array();
  const call = (name: keyof typeof calls, ...args: number[]) => decide(filter, { arch, number: calls[name], args });
  expect(call('read')).toBe(ALLOW);
  for (const name of ['ptrace', 'mount', 'bpf', 'keyctl', 'unshare'] as const) expect(call(name), name).toBe(EPERM);
  for (const number of [425, 426, 427, 435, 437]) expect(decide(filter, { arch, number })).toBe(ENOSYS);
  // A fork, a thread, a user namespace.
  expect([0x01200011, 0x3d0f00, 0x10000011].map((flags) => call('clone', flags))).toEqual([ALLOW, ALLOW, EPERM]);
  // The size of a terminal, typing into it; what is above 32 bits does not count for the kernel either.
  expect([0x5413, 0x5412, 0x1_0000_5412].map((request) => call('ioctl', 3, request))).toEqual([ALLOW, EPERM, EPERM]);
  // Unix, IPv4, IPv6, netlink, packets, virtual machines.
  expect([1, 2, 10, 16, 17, 40].map((family) => call('socket', family))).toEqual([
    EPERM,
    ALLOW,
    ALLOW,
    ALLOW,
    EPERM,
    EPERM,
  ]);
  expect([0o755, 0o1777, 0o4755, 0o2755].map((mode) => call('chmod', 3, mode))).toEqual([ALLOW, ALLOW, EPERM, EPERM]);
  // Reading with anything in the place of a mode, making a file, one without a name.
  expect(call('open', 3, 0, 0, 0o4755)).toBe(ALLOW);
  expect([0o644, 0o4755].map((mode) => call('open', 3, 0, 0o101, mode))).toEqual([ALLOW, EPERM]);
  expect(call('open', 3, 0, 0o20200001, 0o4755)).toBe(EPERM);
  const withUnix = seccompFilter(processor, { unixSockets: true }) ?? new Uint8Array();
  expect(decide(withUnix, { arch, number: calls.socket, args: [1] })).toBe(ALLOW);
});

test('calls of another processor or ABI do not get past it', () => {
  const filter = seccompFilter('x64', { unixSockets: true }) ?? new Uint8Array();
  expect(decide(filter, { arch: 0x40000003, number: 0 })).toBe(0x80000000);
  expect(decide(filter, { arch: ARCHES.x64, number: 0x40000000 })).toBe(ENOSYS);
});

test('an unknown processor has none', () => {
  expect(seccompFilter('riscv64', { unixSockets: true })).toBeUndefined();
});

import type { SpawnRequest } from '@tenon/plugin-api/environment';
import type { Mount } from './mounts.ts';

/** The descriptor that the seccomp filter is read from. */
export const FILTER_FD = 9;

const ALWAYS = [
  // Each namespace hides something of the host: other processes, shared memory, abstract sockets, the host's name.
  '--unshare-user',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-cgroup-try',
  // Root would keep them within the namespace otherwise.
  '--cap-drop',
  'ALL',
  '--die-with-parent',
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  // Of the new process namespace, so that nothing of the host's processes is in it.
  '--proc',
  '/proc',
];

/** The command line of `bwrap`, the command included. The filter is read from `FILTER_FD`. */
export function bubblewrapArguments(
  mounts: readonly Mount[],
  options: {
    readonly network: boolean;
    /** Files and folders of `/proc` that belong to the kernel: see `kernelFiles`. */
    readonly kernelFiles: readonly string[];
    readonly command: Pick<SpawnRequest, 'argv' | 'cwd' | 'tty'>;
  },
): readonly string[] {
  const { command, network, kernelFiles } = options;
  return [
    ...ALWAYS,
    ...kernelFiles.flatMap((path) => ['--ro-bind', path, path]),
    ...(network ? [] : ['--unshare-net']),
    // Out of reach of the terminal that the host may have. One of its own it keeps.
    ...(command.tty ? [] : ['--new-session']),
    ...mounts.flatMap(mountArguments),
    '--chdir',
    command.cwd,
    '--seccomp',
    String(FILTER_FD),
    '--',
    ...command.argv,
  ];
}

function mountArguments({ path, kind }: Mount): readonly string[] {
  if (kind === 'writable') return ['--bind', path, path];
  if (kind === 'read-only') return ['--ro-bind', path, path];
  if (kind === 'hidden-folder') return ['--perms', '000', '--tmpfs', path, '--remount-ro', path];
  // Devices do not open through a bind mount in a user namespace: the file is there and cannot be read.
  return ['--ro-bind', '/dev/null', path];
}

/**
 * All of `/proc` that is no process. The kernel lets user 0 write its settings there (`sys/kernel/core_pattern` names a program that
 * it runs as root of the host) without asking for a capability, and bubblewrap 0.8 leaves `sys` and `sysrq-trigger` as they are.
 */
export function kernelFiles(): readonly string[] {
  const { readdirSync, lstatSync } = process.getBuiltinModule('node:fs');
  return readdirSync('/proc').flatMap((name) => {
    if (/^[0-9]+$/.test(name)) return [];
    const path = `/proc/${name}`;
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isDirectory() || (found?.isFile() && (found.mode & 0o222) !== 0) ? [path] : [];
  });
}

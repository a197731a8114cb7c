import type { SpawnRequest } from '@tenon/plugin-api/environment';
import type { Mount, MountPlan } from './mounts.ts';

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
];

const OWN_FOLDERS = [
  '--dev',
  '/dev',
  // Of the new process namespace, so that nothing of the host's processes is in it.
  '--proc',
  '/proc',
];

/** The arguments of `bwrap`, the command included. Which seccomp filter, `HOLDER` adds. */
export function bubblewrapArguments(
  { root, mounts }: Pick<MountPlan, 'root' | 'mounts'>,
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
    ...ROOTS[root],
    ...OWN_FOLDERS,
    ...kernelFiles.flatMap((path) => ['--ro-bind', path, path]),
    ...(network ? [] : ['--unshare-net']),
    // Out of reach of the terminal that the host may have. One of its own it keeps.
    ...(command.tty ? [] : ['--new-session']),
    ...mounts.flatMap(mountArguments),
    // Only once all is in them that is to be reached.
    ...mounts.flatMap(({ path, kind }) => (kind === 'passage' ? ['--remount-ro', path] : [])),
    ...(root === 'none' ? ['--remount-ro', '/'] : []),
    '--chdir',
    command.cwd,
    '--',
    ...command.argv,
  ];
}

/** What is there before all mounts. Settings of the kernel are not for a command, whatever it may write. */
const ROOTS: Readonly<Record<MountPlan['root'], readonly string[]>> = {
  none: [],
  read: ['--ro-bind', '/', '/'],
  write: ['--bind', '/', '/', '--ro-bind-try', '/sys', '/sys'],
};

function mountArguments({ path, kind, optional }: Mount): readonly string[] {
  switch (kind) {
    case 'writable':
      return [optional ? '--bind-try' : '--bind', path, path];
    case 'read-only':
      return [optional ? '--ro-bind-try' : '--ro-bind', path, path];
    case 'hidden-folder':
      return ['--perms', '000', '--tmpfs', path, '--remount-ro', path];
    case 'passage':
      return ['--perms', '111', '--tmpfs', path];
    case 'hidden-file':
      // Devices do not open through a bind mount in a user namespace: the file is there and cannot be read.
      return ['--ro-bind', '/dev/null', path];
    case 'link':
      return ['--symlink', process.getBuiltinModule('node:fs').readlinkSync(path), path];
  }
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

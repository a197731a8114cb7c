import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The beginning of a command whose process sees another file system than everybody else, gone with it. */
export type Mounts = readonly string[];

/**
 * How a process gets mounts of its own: in a user namespace, for which nobody needs a right, or as root in a mount namespace.
 * A text says why this machine has neither.
 */
export function ownMounts(): Mounts | string {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-mounts-'));
  try {
    let reason = '';
    for (const command of [
      ['unshare', '-Urm'],
      ['unshare', '-m'],
    ]) {
      const { status, error, stderr } = run(command, ['sh', '-c', 'mount -t tmpfs -o size=64k tmpfs "$0"', folder]);
      if (status === 0) return command;
      reason ||= error?.message ?? stderr.trim();
    }
    return `this machine lets no process mount a file system of its own: ${reason}`;
  } finally {
    rmdirSync(folder);
  }
}

const run = ([program = '', ...given]: readonly string[], more: readonly string[]) =>
  spawnSync(program, [...given, ...more], { encoding: 'utf8' });

const shell = (mounts: Mounts, script: string, ...args: readonly string[]) => [
  ...mounts,
  'sh',
  '-c',
  `set -e; ${script}; exec "$@"`,
  ...args,
];

/** A disk of its own, of 16 MiB, with an empty folder `folder` on it. */
export const smallDisk = (mounts: Mounts, folder: string): Mounts =>
  shell(mounts, 'mount -t tmpfs -o size=16m tmpfs "$0"; mkdir "$0/store"', dirname(folder));

/** What is in `folder`, as a copy that nobody can write to. */
export const readOnly = (mounts: Mounts, folder: string): Mounts =>
  shell(
    mounts,
    'copy="$0.copy"; mkdir "$copy"; mount -t tmpfs -o size=64m tmpfs "$copy"; cp -a "$0/." "$copy/"; mount --bind "$copy" "$0"; mount -o remount,bind,ro "$0"',
    folder,
  );

/** No file may be larger than 2 MiB: a write gets done in part, and then no more. */
export const smallFiles: Mounts = ['sh', '-c', 'ulimit -f 4096; exec "$@"', 'sh'];

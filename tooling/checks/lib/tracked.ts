import { spawnSync } from 'node:child_process';
import { root } from './workspace.ts';

/** Files of the repository, from the root: those that git knows, and new ones that it does not ignore. */
export function trackedFiles(): string[] {
  const run = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`git ls-files failed: ${run.stderr}`);
  return [...new Set(run.stdout.split('\0').filter((file) => file !== ''))].sort();
}

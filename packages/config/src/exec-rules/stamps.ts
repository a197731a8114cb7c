import { statSync } from 'node:fs';

/** What a set of paths looked like. */
export interface Stamp {
  readonly paths: readonly string[];
  readonly state: string;
  /** Something changed so shortly before that a further change may look the same. */
  readonly recent: boolean;
}

/** Milliseconds within which two changes may have the same time: the tick of kernels and file systems, with room. */
const TICK = 100;

/**
 * Take it before the paths are read: what changes while they are is then found by the next look. `since`: when it began to be found
 * out which paths these are.
 */
export function stampOf(paths: readonly string[], since = Date.now()): Stamp {
  const looks = paths.map(look);
  const newest = Math.max(0, ...looks.map(({ changed }) => changed));
  return { paths, state: looks.map(({ state }) => state).join(), recent: newest > since - TICK };
}

export const isStill = (stamp: Stamp): boolean => !stamp.recent && stampOf(stamp.paths).state === stamp.state;

function look(path: string): { readonly state: string; readonly changed: number } {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (!found) return { state: '', changed: 0 };
    const { dev, ino, size, mtimeNs, ctimeNs } = found;
    return { state: [dev, ino, size, mtimeNs, ctimeNs].join(':'), changed: Number(ctimeNs / 1_000_000n) };
  } catch (error) {
    // Such as a folder that may not be entered: the state of the path, until it changes.
    return { state: String(error instanceof Error && 'code' in error ? error.code : error), changed: 0 };
  }
}

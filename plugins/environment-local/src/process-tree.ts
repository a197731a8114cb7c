import { type ProcessEntry, readProcessTable } from './process-table.ts';

/** The processes to kill: all that carry a mark, and the session and descendants of the leader. */
export interface ProcessTree {
  readonly isMarked: (mark: string) => boolean;
  /** The process it began with. `reaped`: its number may belong to someone else by now. */
  readonly leader?: { readonly pid: number; readonly reaped: () => boolean };
}

/** A process in uninterruptible sleep may outlast this; nobody can kill that one. */
const GIVE_UP_MS = 2_000;

/**
 * Kills trees, and resolves to true when they are gone, to false when one outlasts 2 seconds. Kills asked for at the same time share one reading of the process table.
 *
 * Found: whatever carries the mark in the variables it was started with, the leader's session, and all their descendants.
 * Not found: a process that cleared its variables, made its own session and outlived its parent. Elsewhere than on Linux:
 * whatever left the process group.
 */
export function createTreeKiller(): (tree: ProcessTree) => Promise<boolean> {
  let table: readonly ProcessEntry[] | undefined;
  const sharedTable = () => {
    if (!table) {
      table = readProcessTable();
      setImmediate(() => {
        table = undefined;
      });
    }
    return table;
  };
  return async (tree) => {
    const deadline = Date.now() + GIVE_UP_MS;
    for (let round = 0; ; round++) {
      const entries = sharedTable();
      const members = entries ? findMembers(tree, entries) : [];
      // The group first: a group is killed in one step, so nothing in it can fork in between.
      const group = tree.leader && !tree.leader.reaped() ? tree.leader.pid : undefined;
      const groupAlive = group !== undefined && signal(-group, entries ? 'SIGKILL' : round === 0 ? 'SIGKILL' : 0);
      for (const pid of members) signal(pid, 'SIGKILL');
      if (members.length === 0 && (entries !== undefined || !groupAlive)) return true;
      if (Date.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, Math.min(1 + round, 10)));
    }
  };
}

function findMembers(tree: ProcessTree, entries: readonly ProcessEntry[]): number[] {
  const { leader } = tree;
  // A session's number is not given out again while the session has members, so it is safe when nobody has the leader's number.
  const bySession = leader && (!leader.reaped() || !entries.some((entry) => entry.pid === leader.pid));
  const members = new Set<number>();
  for (const entry of entries) {
    if (entry.marks.some(tree.isMarked) || (bySession && entry.session === leader.pid)) members.add(entry.pid);
  }
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const entry of entries) if (members.has(entry.parent)) members.add(entry.pid);
  }
  members.delete(process.pid);
  return [...members];
}

/** False when there is nothing to signal. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    // EPERM: another user's (a setuid program), beyond our reach.
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}

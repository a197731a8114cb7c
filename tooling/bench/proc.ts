// What /proc knows of processes. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** A process may end between being listed and being read: then there is nothing to count. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The fields of /proc/PID/stat after the command's name, which may hold spaces. */
const statOf = (pid: number): string[] => {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** A process and all that descend from it. */
export function tree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(statOf(pid)[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** Resident memory of a process tree in KiB; pages that processes share count in each. */
export function residentKiB(root: number): number {
  return tree(root).reduce(
    (sum, pid) => sum + Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0),
    0,
  );
}

/** The most resident memory that one process has had, in KiB. */
export const peakKiB = (pid: number): number => Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

/** CPU seconds that a process tree has used, children that have ended included. */
export function cpuSeconds(root: number): number {
  const ticks = tree(root).flatMap((pid) => statOf(pid).slice(11, 15).map(Number));
  return ticks.reduce((sum, one) => sum + (one || 0), 0) / TICKS_PER_SECOND;
}

/** CPU seconds that the whole machine has been busy. */
export function busySeconds(): number {
  const fields = (read('/proc/stat').split('\n')[0] ?? '').trim().split(/\s+/).slice(1).map(Number);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0, steal = 0] = fields;
  return (user + nice + system + interrupts + soft + steal) / TICKS_PER_SECOND;
}

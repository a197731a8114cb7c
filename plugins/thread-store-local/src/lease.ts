import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import { errno, leaseLost, PLUGIN, writeFault } from './fault.ts';

/** Who holds a thread: what stands in a lease file. */
interface Holder {
  readonly pid: number;
  /** Tells two processes with one pid apart: boot and start time. null where the system does not tell. */
  readonly started: string | null;
  readonly host: string;
  readonly program: string;
  /** RFC 3339. */
  readonly since: string;
  readonly token: string;
}

/** The right to write one thread. */
export interface Lease {
  /** Throws `thread_lease_lost` if another process took the thread. A lease file that was removed is put back. */
  verify(): void;
  /** Idempotent. */
  release(): void;
}

export interface Leases {
  /** Throws `thread_locked`, naming the holder, or `thread_store_failed`. */
  acquire(threadId: string): Lease;
}

/**
 * One file `<folder>/<thread id>.json` for each thread that is open for writing.
 *
 * A lease is made by linking a complete file to its name, which one process alone can do. That of a dead process is taken over
 * by linking to a name that says whose successor one is: again one process alone can. It checks that the lease is still the dead
 * one's, then moves its own over it. A successor that died in between has successors in the same way.
 */
export function createLeases(folder: string): Leases {
  const self = { pid: process.pid, host: hostname(), program: basename(process.argv[1] ?? process.execPath) };
  let started: string | null | undefined;

  const acquire = (threadId: string): Lease => {
    started ??= startOf('self');
    const name = encodeURIComponent(threadId);
    const file = join(folder, `${name}.json`);
    const token = crypto.randomUUID();
    const successorOf = (other: string) => join(folder, `${name}.after-${other}`);
    const mine = join(folder, `${name}.${token}.tmp`);
    const holder: Holder = { ...self, started, since: new Date().toISOString(), token };

    const take = () => {
      for (;;) {
        if (link(mine, file)) return;
        const first = readHolder(file);
        if (!first) continue;
        const chain = [first];
        for (let next = readHolder(successorOf(first.token)); next; next = readHolder(successorOf(next.token)))
          chain.push(next);
        const last = chain.at(-1) ?? first;
        if (isAlive(last, self.host)) throw locked(threadId, last, file);
        if (!link(mine, successorOf(last.token))) continue;
        if (readHolder(file)?.token !== first.token) {
          rmSync(successorOf(last.token), { force: true });
          continue;
        }
        renameSync(mine, file);
        for (const dead of chain) rmSync(successorOf(dead.token), { force: true });
        return;
      }
    };

    const acquireFile = () => {
      try {
        mkdirSync(folder, { recursive: true });
        try {
          writeFileSync(mine, JSON.stringify(holder));
          take();
        } finally {
          rmSync(mine, { force: true });
        }
        return statSync(file);
      } catch (error) {
        throw errno(error) === '' ? error : writeFault(file, error);
      }
    };

    let known = acquireFile();
    let held = true;
    const state = (): 'mine' | 'gone' | 'taken' => {
      const now = statSync(file, { throwIfNoEntry: false });
      if (!now) return 'gone';
      if (now.ino === known.ino && now.mtimeMs === known.mtimeMs) return 'mine';
      return readHolder(file)?.token === token ? 'mine' : 'taken';
    };
    return {
      verify() {
        if (!held) throw leaseLost(threadId, file, 'its lease was given back');
        const now = state();
        if (now === 'gone') known = acquireFile();
        if (now === 'taken') throw leaseLost(threadId, file, 'another process took it');
      },
      release() {
        if (held && state() === 'mine') rmSync(file, { force: true });
        held = false;
      },
    };
  };
  return { acquire };
}

/** False when the name is taken. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    throw error;
  }
}

/** undefined when there is none. One that cannot be understood is nobody's: its token is its place, its process is gone. */
function readHolder(file: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const holder = JSON.parse(text) as Holder;
    if (typeof holder.pid === 'number' && /^[\w-]+$/.test(holder.token)) return holder;
  } catch {
    // Fall through: told below to be nobody's.
  }
  return { pid: 0, started: null, host: '', program: 'unknown', since: '', token: 'unreadable' };
}

function isAlive(holder: Holder, host: string): boolean {
  if (holder.pid <= 0) return false;
  // Whether a process of another machine lives cannot be seen from here.
  if (holder.host !== host) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errno(error) === 'ESRCH') return false;
  }
  return holder.started === null || (startOf(holder.pid) ?? holder.started) === holder.started;
}

/** Boot and start time (clock ticks since boot) of a process, from /proc; null where there is none. */
function startOf(pid: number | 'self'): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in brackets, may hold anything; the state is the third, the start time the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}

function locked(threadId: string, holder: Holder, file: string) {
  return tenonError({
    code: 'thread_locked',
    message: `thread ${threadId} is in use by process ${holder.pid} (${holder.program}) on ${holder.host}, since ${holder.since}`,
    mend: `Close it there first. If that process is gone for good, remove ${file}.`,
    plugin: PLUGIN,
    file,
  });
}

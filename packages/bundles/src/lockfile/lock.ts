import { link, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errno, fault } from '../fault.ts';

/** Milliseconds a writer waits for the others. */
const WAIT = 10_000;
/** Milliseconds after which a lock is a leftover whatever it says: a write takes a few. */
const STALE = 60_000;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) !== 'ESRCH';
  }
};

/** The text of a lock whose holder is gone; null: it is held, or no more there. */
async function leftover(lock: string): Promise<string | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lock, 'utf8'), lstat(lock)]);
    const pid = Number.parseInt(text, 10);
    return Date.now() - mtimeMs > STALE || (pid > 0 && !alive(pid)) ? text : null;
  } catch (error) {
    if (errno(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Moves a leftover away. Who finds to have moved a live lock, taken in between, puts it back unless there is a new one. */
async function clear(lock: string, text: string): Promise<void> {
  const aside = `${lock}.${crypto.randomUUID()}`;
  try {
    await rename(lock, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, lock);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errno(error))) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Does work that one process at a time may do on a file. Throws `lockfile_locked` after ten seconds. */
export async function exclusively<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const mine = `${process.pid} ${crypto.randomUUID()}\n`;
  for (const end = Date.now() + WAIT; ; ) {
    try {
      await writeFile(lock, mine, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (errno(error) !== 'EEXIST') throw error;
    }
    const left = await leftover(lock);
    if (left !== null) await clear(lock, left);
    else if (Date.now() > end) {
      const mend = `Try again when it is done; remove ${lock} if no process of Tenon runs.`;
      throw fault('lockfile_locked', 'another process holds its lock', mend, file);
    } else await sleep(5 + Math.random() * 15);
  }
  try {
    return await work();
  } finally {
    if ((await readFile(lock, 'utf8').catch(() => '')) === mine) await rm(lock, { force: true });
  }
}

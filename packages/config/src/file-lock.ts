import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tenonError } from '@tenon/plugin-api';

/** Milliseconds a writer waits for the others. */
const WAIT = 10_000;
/** Milliseconds after which a lock is a leftover whatever it says: a write takes a few. */
const STALE = 60_000;

const errno = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) !== 'ESRCH';
  }
};

/** Whether the lock's holder is gone. What is unreadable, or just being written, counts as held. */
async function leftOver(lock: string): Promise<{ text: string; stale: boolean } | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lock, 'utf8'), stat(lock)]);
    const pid = Number.parseInt(text, 10);
    return { text, stale: Date.now() - mtimeMs > STALE || (pid > 0 && !alive(pid)) };
  } catch (error) {
    if (errno(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Moves a leftover away. Of several who try, one moves it; who moved a live lock instead puts it back. */
async function clear(lock: string, text: string): Promise<void> {
  const aside = `${lock}.${crypto.randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (errno(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  if (moved !== text) {
    await writeFile(lock, moved, { flag: 'wx' }).catch((error: unknown) => {
      if (errno(error) !== 'EEXIST') throw error;
    });
  }
  await rm(aside, { force: true });
}

/**
 * Does work that one process at a time may do. The lock is a file that holds its maker's pid; that of a process that is gone
 * is cleared. Throws `config_locked` after ten seconds, and what the file system throws.
 */
export async function withFileLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${crypto.randomUUID()}\n`;
  for (const end = Date.now() + WAIT; ; ) {
    try {
      await writeFile(lock, mine, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (errno(error) !== 'EEXIST') throw error;
    }
    const holder = await leftOver(lock);
    if (holder?.stale) await clear(lock, holder.text);
    else if (Date.now() > end) {
      throw tenonError({
        code: 'config_locked',
        message: `another process (${holder?.text.split(' ')[0] ?? 'now gone'}) holds ${lock}`,
        mend: 'Try again when it is done; remove the file if that process is not Tenon.',
        file: lock,
      });
    } else await sleep(5 + Math.random() * 15);
  }
  try {
    return await work();
  } finally {
    if ((await readFile(lock, 'utf8').catch(() => '')) === mine) await rm(lock, { force: true });
  }
}

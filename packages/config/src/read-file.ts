import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { isTenonError, type TenonError, tenonError } from '@tenon/plugin-api';

const unreadable = (file: string, problem: string, mend: string, cause?: unknown): TenonError =>
  tenonError({ code: 'config_unreadable', message: `cannot read ${file}: ${problem}`, mend, file, cause });

/** Bytes. A file of settings is nowhere near. */
const LARGEST = 8 * 1024 * 1024;

const MENDS: Record<string, readonly [problem: string, mend: string]> = {
  EACCES: ['permission denied', 'Let your user read the file, and enter the folders above it.'],
  EPERM: ['permission denied', 'Let your user read the file, and enter the folders above it.'],
  EISDIR: ['it is a folder, or no regular file', 'Move it away, and put a file in its place or nothing.'],
  ENOTDIR: ['a part of its path is not a folder', 'Name a folder as the home.'],
  ELOOP: ['its links go round in a circle', 'Put a file in place of the link.'],
};

/** What a failed read means to who set the file up. */
export function unreadableFrom(file: string, error: unknown): TenonError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [problem, mend] = MENDS[code] ?? [String(error), 'Mend what the message names, then try again.'];
  return unreadable(file, problem, mend, error);
}

/**
 * The text of a file; null when there is none. Synchronous: the files are small, and `node:fs/promises` takes 10 ms to load.
 * Throws `config_unreadable`.
 */
export function readText(file: string): string | null {
  let bytes: Buffer;
  let fd: number | undefined;
  try {
    // A pipe that nobody writes to must hold nobody up.
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
    if (stats.size > LARGEST) throw unreadable(file, `it has ${stats.size} bytes`, `Keep it below ${LARGEST} bytes.`);
    bytes = readFileSync(fd);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw isTenonError(error) ? error : unreadableFrom(file, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(file, 'it is not UTF-8', 'Save the file as UTF-8: TOML knows no other encoding.', error);
  }
}

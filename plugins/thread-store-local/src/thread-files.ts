import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errno, writeFault } from './fault.ts';

const CHUNK = 1024 * 1024;

/** Moves a file where none is yet. Throws `thread_store_failed`. */
export function moveFile(from: string, to: string): void {
  try {
    mkdirSync(dirname(to), { recursive: true });
    if (existsSync(to)) throw Object.assign(new Error('the file exists'), { code: 'EEXIST', syscall: 'rename' });
    renameSync(from, to);
  } catch (error) {
    throw writeFault(errno(error) === 'ENOENT' ? from : to, error);
  }
}

export interface Copy {
  readonly from: string;
  /** So many bytes of it. */
  readonly end: number;
  readonly path: string;
  /** What the new file begins with. */
  readonly head: string;
}

/** A new file: all of it, or none, whenever the process is killed. Throws `thread_store_full`, `thread_store_failed`. */
export function copyThread({ from, end, path, head }: Copy): void {
  makeFile(path, (target) => {
    const source = openSync(from, 'r');
    try {
      writeAll(target, Buffer.from(head));
      const chunk = Buffer.allocUnsafe(CHUNK);
      for (let at = 0; at < end; ) {
        const count = readSync(source, chunk, 0, Math.min(CHUNK, end - at), at);
        if (count === 0) break;
        writeAll(target, chunk.subarray(0, count));
        at += count;
      }
    } finally {
      closeSync(source);
    }
  });
}

/** A new file of what is in memory: all of it, or none. Throws as `copyThread`. */
export function writeNew(path: string, content: string | Buffer): void {
  makeFile(path, (target) => writeAll(target, typeof content === 'string' ? Buffer.from(content) : content));
}

/** Written under another name, and then given its own, which must be free. */
function makeFile(path: string, write: (target: number) => void): void {
  const part = `${path}.${crypto.randomUUID()}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    stage(part, write);
    if (existsSync(path)) {
      rmSync(part);
      throw Object.assign(new Error('the file exists'), { code: 'EEXIST', syscall: 'rename' });
    }
    renameSync(part, path);
  } catch (error) {
    throw writeFault(path, error);
  }
}

/** Writes a file that nobody looks for yet; where that fails, it is removed. Throws the system's errors. */
export function stage(part: string, write: (target: number) => void): void {
  const target = openSync(part, 'wx');
  try {
    write(target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    closeSync(target);
  }
}

export function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
}

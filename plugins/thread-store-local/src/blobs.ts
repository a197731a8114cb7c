import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errno, writeFault } from './fault.ts';
import { stage, writeAll } from './thread-files.ts';

/** A blob is written under another name first. One that is older than this was left by a program that was killed. Milliseconds. */
const STALE_MS = 24 * 60 * 60 * 1000;

/** Content kept once, by its digest: `<folder>/<first two digits>/<sha256>`. */
export interface Blobs {
  /** Keeps it, unless it is kept already; its sha256, 64 hexadecimal digits. Throws `thread_store_full`, `thread_store_failed`. */
  put(content: Buffer): string;
  /** The content, checked against its digest; or why there is none. */
  get(sha256: string): Buffer | string;
}

export function createBlobs(folder: string): Blobs {
  const incoming = join(folder, 'incoming');
  let isSwept = false;

  const sweep = () => {
    mkdirSync(incoming, { recursive: true });
    if (isSwept) return;
    isSwept = true;
    for (const name of readdirSync(incoming)) {
      const path = join(incoming, name);
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN);
      if (age > STALE_MS) rmSync(path, { force: true });
    }
  };

  return {
    put(content) {
      const sha256 = digest(content);
      const path = pathIn(folder, sha256);
      try {
        if (statSync(path, { throwIfNoEntry: false })?.size === content.length) return sha256;
        sweep();
        mkdirSync(join(path, '..'), { recursive: true });
        const part = join(incoming, crypto.randomUUID());
        stage(part, (target) => writeAll(target, content));
        renameSync(part, path);
        return sha256;
      } catch (error) {
        throw writeFault(path, error);
      }
    },
    get(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return 'its digest is no sha256';
      const path = pathIn(folder, sha256);
      try {
        const content = readFileSync(path);
        return digest(content) === sha256 ? content : `${path} is not what was written: restore it`;
      } catch (error) {
        if (!errno(error)) throw error;
        return `${path} could not be read: ${(error as Error).message}`;
      }
    },
  };
}

/** Loaded when it is first used: it costs some milliseconds. */
const digest = (content: Buffer) => process.getBuiltinModule('node:crypto').hash('sha256', content, 'hex');
const pathIn = (folder: string, sha256: string) => join(folder, sha256.slice(0, 2), sha256);

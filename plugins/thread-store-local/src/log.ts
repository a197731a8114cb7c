import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ThreadLog } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { encodeLine } from '@tenon/thread-store';
import type { Blobs } from './blobs.ts';
import { leaseLost, writeFault } from './fault.ts';
import { encodeStored } from './large-content.ts';
import type { Lease } from './lease.ts';

export interface LogOptions {
  readonly threadId: string;
  readonly path: string;
  /** Of a new thread: the file and its lease are made at the first append, which writes this first. */
  readonly meta?: SessionMeta;
  /** Takes large content, before the line that refers to it is written. */
  readonly blobs: Blobs;
  readonly acquire: () => Lease;
  /** True when the last line of the file has no newline. */
  readonly unterminated?: boolean;
  /** Called after each append. */
  readonly written: () => void;
  /** Called once, by `close`, after the lease was given back. */
  readonly closed: () => Promise<void>;
}

/**
 * Writes one rollout file. An append is one write at the end of the file: what it wrote is with the operating system when it returns,
 * so it survives the death of this process at any moment. What only was written in part is cut off again.
 */
export function createLog(options: LogOptions): ThreadLog {
  const { threadId, path } = options;
  let lease = options.meta ? undefined : options.acquire();
  let fd: number | undefined;
  let isNew = options.meta !== undefined;
  let prefix = options.unterminated ? '\n' : '';
  /** Where the file must be cut before the next append: a failed one could not be undone. */
  let cutAt: number | undefined;
  let closing: Promise<void> | undefined;

  const openFile = (): number => {
    if (isNew) mkdirSync(dirname(path), { recursive: true });
    return openSync(path, isNew ? 'ax' : 'a');
  };

  const write = (target: number, bytes: Buffer) => {
    let done = 0;
    try {
      // One call, but for a disk that takes only a part: the next call then tells why.
      do done += writeSync(target, bytes, done, bytes.length - done);
      while (done < bytes.length);
    } catch (error) {
      if (done > 0) cut(target, fstatSync(target).size - done);
      throw error;
    }
  };

  const cut = (target: number, size: number) => {
    cutAt = size;
    ftruncateSync(target, size);
    cutAt = undefined;
  };

  return {
    threadId,
    path,
    append(lines: readonly RolloutLine[]) {
      if (closing) throw leaseLost(threadId, path, 'its log was closed');
      if (lines.length === 0) return;
      if (lease) lease.verify();
      else lease = options.acquire();
      const text = lines.map((line) => encodeStored(line, options.blobs)).join('');
      try {
        fd ??= openFile();
        if (cutAt !== undefined) cut(fd, cutAt);
        const head = isNew && options.meta ? encodeLine(metaLine(options.meta)) : prefix;
        write(fd, Buffer.from(head + text));
        isNew = false;
        prefix = '';
      } catch (error) {
        if (isNew && fd !== undefined) {
          // Nothing of the thread was written: it stays as new as before.
          closeSync(fd);
          fd = undefined;
          cutAt = undefined;
          rmSync(path, { force: true });
        }
        throw writeFault(path, error);
      }
      options.written();
    },
    close() {
      closing ??= (async () => {
        if (fd !== undefined) closeSync(fd);
        lease?.release();
        await options.closed();
      })();
      return closing;
    },
  };
}

export const metaLine = (meta: SessionMeta): RolloutLine => ({
  timestamp: meta.timestamp,
  type: 'session_meta',
  payload: meta,
});

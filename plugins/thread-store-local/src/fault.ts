import { type TenonError, tenonError } from '@tenon/plugin-api';

export const PLUGIN = 'tenon.thread-store-local';

/** The code of a system error, such as ENOSPC; '' for anything else. */
export const errno = (error: unknown): string => {
  const { code, syscall } = Object(error) as { code?: unknown; syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' ? code : '';
};

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The error of a write that did not succeed. `thread_store_full` where space is the reason, else `thread_store_failed`. */
export function writeFault(file: string, cause: unknown): TenonError {
  const full = FULL.has(errno(cause));
  return tenonError({
    code: full ? 'thread_store_full' : 'thread_store_failed',
    message: `${file} could not be written: ${words(cause)}`,
    mend: full
      ? 'Free some space (or raise the quota or file size limit) and go on: nothing was written of what failed.'
      : mend(file, cause),
    plugin: PLUGIN,
    file,
    cause,
  });
}

/** The error of a file or folder that is there but cannot be read. */
export function readFault(file: string, cause: unknown): TenonError {
  return tenonError({
    code: 'thread_store_failed',
    message: `${file} could not be read: ${words(cause)}`,
    mend: mend(file, cause),
    plugin: PLUGIN,
    file,
    cause,
  });
}

function mend(file: string, cause: unknown): string {
  switch (errno(cause)) {
    case 'EACCES':
    case 'EPERM':
      return `Give the user that runs this program access to ${file}, or configure another home.`;
    case 'EROFS':
      return 'The file system is read-only: make it writable, or configure another home.';
    case 'ENOTDIR':
    case 'EEXIST':
      return `A file stands where a folder is needed on the way to ${file}: move it away, or configure another home.`;
    case 'EMFILE':
    case 'ENFILE':
      return 'Too many files are open: close some threads, or raise the limit (ulimit -n).';
    default:
      return 'See the cause, mend the disk or the path, and go on: nothing was written of what failed.';
  }
}

export const notFound = (ref: { id: string } | { path: string }): TenonError =>
  tenonError({
    code: 'thread_not_found',
    message: 'id' in ref ? `no rollout found for thread id ${ref.id}` : `no rollout file at ${ref.path}`,
    mend: 'List the threads to see which there are.',
    plugin: PLUGIN,
    ...('path' in ref ? { file: ref.path } : {}),
  });

export const unreadable = (file: string, reason: string, cause?: unknown): TenonError =>
  tenonError({
    code: 'thread_unreadable',
    message: `failed to read thread ${file}: ${reason}`,
    mend: 'A rollout needs a session_meta line with an id. Put one at its beginning, or restore the file from a copy.',
    plugin: PLUGIN,
    file,
    cause,
  });

export const leaseLost = (id: string, file: string, reason: string): TenonError =>
  tenonError({
    code: 'thread_lease_lost',
    message: `thread ${id} can no longer be written here: ${reason}`,
    mend: 'Open the thread again to go on with it.',
    plugin: PLUGIN,
    file,
  });

import { invalidRequest } from './rpc-error.ts';

/** Bytes of the longest path a system takes (`PATH_MAX`, its closing zero included). */
const maxPathBytes = 4096;

/** A path of the environment, with `.` and `..` taken out as the peer does. Throws for one that is not absolute or cannot be a path. */
export function absolutePath(path: string, field: string): string {
  if (!path.startsWith('/')) {
    throw refusal(
      'path_not_absolute',
      `${field} must be an absolute path, got ${shown(path)}`,
      'Send an absolute path.',
    );
  }
  validPath(path, field);
  const normal = process.getBuiltinModule('node:path').posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** Throws for what no system takes as a path, absolute or not. */
export function validPath(path: string, field: string): void {
  if (path.includes('\0')) {
    throw refusal('path_invalid', `${field} must not contain NUL, got ${shown(path)}`, 'Send a path without NUL.');
  }
  if (!path.isWellFormed()) {
    throw refusal(
      'path_invalid',
      `${field} has half a surrogate pair: ${shown(path)}`,
      'Send a path of whole characters.',
    );
  }
  if (path.length >= maxPathBytes || Buffer.byteLength(path) >= maxPathBytes) {
    throw refusal(
      'path_too_long',
      `${field} is longer than ${maxPathBytes - 1} bytes: ${shown(path)}`,
      'Send a shorter path.',
    );
  }
}

const shown = (path: string) => JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);

const refusal = (code: string, message: string, mend: string) => invalidRequest(message, { code, mend });

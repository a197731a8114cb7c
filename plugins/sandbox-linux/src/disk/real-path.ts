import { inside } from '../paths.ts';

/**
 * A path with its links resolved, as `Place.resolve` of `@tenon/sandboxing` wants it: what does not exist yet is added to its
 * nearest existing parent. undefined for what a link leads to that is not there, or that cannot be looked at.
 */
export function realPath(path: string): string | undefined {
  const fs = process.getBuiltinModule('node:fs');
  const missing: string[] = [];
  for (let at = path; ; ) {
    try {
      return missing.reduce(inside, fs.realpathSync.native(at));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EACCES' || code === 'ELOOP') return undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
      // There, and yet leading nowhere: writing would follow it.
      if (fs.lstatSync(at, { throwIfNoEntry: false })) return undefined;
      const end = at.lastIndexOf('/');
      missing.unshift(at.slice(end + 1));
      at = at.slice(0, end) || '/';
    }
  }
}

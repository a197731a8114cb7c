/**
 * Where a path really leads, such as `/private/tmp` for `/tmp`. What does not exist yet is added to its nearest existing parent;
 * undefined for a link that leads nowhere.
 */
export function realPathOf(path: string): string | undefined {
  const { lstatSync, realpathSync } = process.getBuiltinModule('node:fs');
  const added: string[] = [];
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    try {
      const real = realpathSync.native(at);
      return added.length === 0 ? real : `${real === '/' ? '' : real}/${added.join('/')}`;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'ELOOP') return undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
      if (lstatSync(at, { throwIfNoEntry: false })) return undefined;
    }
    added.unshift(at.slice(at.lastIndexOf('/') + 1));
  }
}

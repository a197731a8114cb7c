import { tenonError } from '@tenon/plugin-api';

/** `path` without `.`, doubled or trailing slashes. Throws `bad_permission_path` for one that is relative, has `..` or a NUL. */
export function absolutePath(path: string): string {
  if (!path.startsWith('/')) throw badPath(path, 'it is relative', 'Give an absolute path.');
  if (path.includes('\0')) throw badPath(path, 'it has a NUL character', 'Remove the character.');
  // The usual path is clean already: nothing is split for it.
  if (!/\/\/|\/\.{1,2}(\/|$)|.\/$/.test(path)) return path;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..'))
    throw badPath(path, 'it has `..`, which links may lead elsewhere', 'Write the path it means.');
  return `/${parts.join('/')}`;
}

/** The same for a path below a folder, such as a `subpath`: never absolute, never up. Empty for the folder itself. */
export function relativePath(path: string): string {
  if (path.startsWith('/'))
    throw badPath(path, 'a path below a folder must be relative', 'Leave out the leading slash.');
  return absolutePath(`/${path}`).slice(1);
}

export function join(folder: string, below: string): string {
  if (below === '') return folder;
  return folder === '/' ? `/${below}` : `${folder}/${below}`;
}

/** Whether `path` is `folder` or below it; both clean. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || (path.startsWith(folder) && path[folder.length] === '/');
}

/** `/` is its own parent. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

export function badPath(path: string, why: string, mend: string, cause?: unknown): Error {
  return tenonError({
    code: 'bad_permission_path',
    message: `the path ${JSON.stringify(path)} of a permission profile cannot be used: ${why}`,
    mend,
    cause,
  });
}

/** What decides what runs later, outside the sandbox: no write of a folder includes these. */
export const protectedNames: readonly string[] = ['.git', '.agents', '.codex', '.tenon'];

// Lower case: a file system that does not tell case apart takes `.Git` for `.git`.
const names = new Set(protectedNames);

export const isProtectedName = (name: string): boolean => names.has(name.toLowerCase());

/**
 * Whether `path`, which the write entry for `folder` decides, is metadata below it: at any depth, so nested repositories
 * are included. What writes the whole disk has no project in it, and protects nothing by itself.
 */
export function isProtectedBelow(path: string, folder: string): boolean {
  if (folder === '/' || path === folder) return false;
  return path
    .slice(folder.length + 1)
    .split('/')
    .some(isProtectedName);
}

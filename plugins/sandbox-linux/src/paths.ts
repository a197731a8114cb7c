export const inside = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

/** The folders between the two, without them, the outermost first. */
export function foldersBetween(outer: string, inner: string): readonly string[] {
  const found: string[] = [];
  for (let folder = parentOf(inner); folder !== outer && isWithin(folder, outer); folder = parentOf(folder)) {
    found.unshift(folder);
  }
  return found;
}

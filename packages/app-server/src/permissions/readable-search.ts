import type { FileSearch } from '@tenon/plugin-api/file-search';
import type { Readable } from './readable-files.ts';

/** The same search without what nobody may read. A search may follow links: what they lead to is judged by where it is. */
export function withoutDenied(search: FileSearch, readable: Readable): FileSearch {
  if (readable.readsAll) return search;
  return {
    async *list(root, signal) {
      const folders = new Map<string, Promise<string | undefined>>();
      const realFolder = (folder: string) => {
        const known = folders.get(folder) ?? realPathOf(`${root}/${folder}`, readable);
        folders.set(folder, known);
        return known;
      };
      const mayTell = async (name: string) => {
        const end = name.lastIndexOf('/') + 1;
        const folder = await realFolder(name.slice(0, end));
        return folder !== undefined && readable.mayRead(`${folder === '/' ? '' : folder}/${name.slice(end)}`);
      };
      for await (const names of search.list(root, signal)) {
        const told = await Promise.all(names.map(mayTell));
        yield names.filter((_, at) => told[at]);
      }
    },
  };
}

/** undefined: it may not be read, or cannot be, or is gone. None is to be told of. */
const realPathOf = (folder: string, { files }: Readable): Promise<string | undefined> =>
  files.realPath(folder).catch(() => undefined);

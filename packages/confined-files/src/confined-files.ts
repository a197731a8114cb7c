import { tenonError } from '@tenon/plugin-api';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { type FileArea, fileArea } from './file-area.ts';
import { inFolder, lookThrough, makeFolders, pinned, statOrNothing } from './pinned.ts';
import { type LastPart, realPathOf } from './real-path.ts';

/**
 * Only what the profile lets be read may be read, and be written written. Links are resolved first, and what is read or written is
 * what stood at the path they led to: where the files can hold it (`pin`), something swapped for a link in between is refused
 * (`ESTALE`). Refusals are `sandbox_denied`, in the name of that plugin.
 */
export function confineFiles(files: FileSystem, request: SandboxRequest, plugin: string): FileSystem {
  let area: Promise<FileArea> | undefined;
  const areaOf = () => {
    area ??= fileArea(files, request);
    return area;
  };
  const writable = async (path: string, last: LastPart, may: (area: FileArea, path: string) => boolean) => {
    const real = await realPathOf(files, path, last);
    if (real === undefined || !may(await areaOf(), real)) throw denied('writing', path, real, plugin);
    return real;
  };
  const write = (path: string) => writable(path, 'follow', (each, real) => each.mayWrite(real));
  const move = (path: string) => writable(path, 'keep', (each, real) => each.mayMove(real));
  /**
   * The real path; undefined when everything may be read, or nothing is there: then it fails by itself. `content`: more is read than
   * names, sizes and times, which tell nothing of a process.
   */
  const readable = async (path: string, last: LastPart, { content = false } = {}) => {
    const each = await areaOf();
    if (each.readsAll && !(content && each.hidesProcesses)) return undefined;
    // A link that is denied by its name is denied wherever it leads.
    const named = await realPathOf(files, path, 'keep');
    const real = last === 'keep' ? named : await realPathOf(files, path, 'follow');
    for (const found of [named, real]) {
      if (found !== undefined && !each.mayRead(found)) throw denied('reading', path, found, plugin);
    }
    return real;
  };
  const read = async <T>(path: string, use: (path: string) => Promise<T>, how?: { content: boolean }): Promise<T> => {
    const real = await readable(path, 'follow', how);
    return real === undefined ? use(path) : pinned(files, real, use);
  };
  return {
    readFile: (path) => read(path, (held) => files.readFile(held), { content: true }),
    stat: (path) => statOrNothing(read(path, (held) => files.stat(held))),
    linkStat: async (path) => {
      const real = await readable(path, 'keep');
      return real === undefined
        ? files.linkStat(path)
        : statOrNothing(inFolder(files, real, (held) => files.linkStat(held)));
    },
    realPath: (path) => read(path, (held) => files.realPath(held)),
    readDirectory: (path) => read(path, (held) => files.readDirectory(held)),
    readEntries: (path) => read(path, (held) => files.readEntries(held)),
    // It goes on when the file is replaced, so it is known by its path: only that something changed is told.
    watch: async (path, listener) => files.watch((await readable(path, 'follow')) ?? path, listener),
    writeFile: async (path, data) =>
      inFolder(files, await write(path), (held) => files.writeFile(held, data, { followLinks: false })),
    makeDirectory: async (path, options) => makeFolders(files, await write(path), options),
    remove: async (path) => inFolder(files, await move(path), (held) => files.remove(held)),
    removeDirectory: async (path, options) => {
      const real = await move(path);
      if (options?.recursive) await mustBeMovable(real);
      return inFolder(files, real, (held) => files.removeDirectory(held, options));
    },
    copy: async (from, to, options) => {
      // A link is replaced, not followed; and a folder only goes where nothing is, for links in what is there would be followed.
      const real = await move(to);
      const there = options?.recursive ? await files.linkStat(real) : undefined;
      if (there?.kind === 'directory') throw denied('writing', to, real, plugin);
      const source = await readable(from, 'keep', { content: true });
      if (source === undefined) return inFolder(files, real, (held) => files.copy(from, held, options));
      if (options?.recursive) await mustBeReadable(source);
      return inFolder(files, source, (held) => inFolder(files, real, (target) => files.copy(held, target, options)));
    },
    rename: async (from, to) => {
      const [source, target] = [await move(from), await move(to)];
      await mustBeMovable(source);
      return inFolder(files, source, (held) => inFolder(files, target, (there) => files.rename(held, there)));
    },
  };

  /** A folder is copied whole or not at all. */
  async function mustBeReadable(folder: string): Promise<void> {
    const each = await areaOf();
    await lookThrough(files, folder, (path) => {
      if (!each.mayRead(path)) throw denied('reading', path, path, plugin);
    });
  }

  /** What is denied in a folder, or kept as it is, would come to be under another name with it. */
  async function mustBeMovable(folder: string): Promise<void> {
    const each = await areaOf();
    await lookThrough(files, folder, (path) => {
      if (!each.mayWrite(path)) throw denied('writing', path, path, plugin);
    });
  }
}

function denied(what: 'reading' | 'writing', path: string, real: string | undefined, plugin: string): Error {
  const where = real === undefined || real === path ? path : `${path} (which is ${real})`;
  return tenonError({
    code: 'sandbox_denied',
    message: `${what} ${where} is not permitted: the permission profile does not let it be ${what === 'reading' ? 'read' : 'written'}`,
    mend: 'Ask for approval, or allow it in the permission profile.',
    plugin,
    file: path,
  });
}

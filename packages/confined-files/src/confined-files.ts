import { tenonError } from '@tenon/plugin-api';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { type FileArea, fileArea } from './file-area.ts';
import { type LastPart, realPathOf } from './real-path.ts';

/**
 * Only what the profile lets be read may be read, and be written written. Links are resolved first, and what is read or written is
 * the path they led to. This stops a tool from going elsewhere; it cannot stop another process from swapping a folder for a link in
 * between. Refusals are `sandbox_denied`, in the name of that plugin.
 */
export function confineFiles(files: FileSystem, request: SandboxRequest, plugin: string): FileSystem {
  let area: Promise<FileArea> | undefined;
  const areaOf = () => {
    area ??= fileArea(files, request);
    return area;
  };
  const check = async (path: string, last: LastPart, may: (area: FileArea, path: string) => boolean) => {
    const real = await realPathOf(files, path, last);
    if (real === undefined || !may(await areaOf(), real)) throw denied('writing', path, real, plugin);
    return real;
  };
  const write = (path: string) => check(path, 'follow', (each, real) => each.mayWrite(real));
  const move = (path: string) => check(path, 'keep', (each, real) => each.mayMove(real));
  const read = async (path: string, last: LastPart = 'follow') => {
    const each = await areaOf();
    if (each.readsAll) return path;
    const real = await realPathOf(files, path, last);
    // What leads nowhere holds nothing: it fails by itself.
    if (real !== undefined && !each.mayRead(real)) throw denied('reading', path, real, plugin);
    return real ?? path;
  };
  return {
    readFile: async (path) => files.readFile(await read(path)),
    stat: async (path) => files.stat(await read(path)),
    linkStat: async (path) => files.linkStat(await read(path, 'keep')),
    realPath: async (path) => files.realPath(await read(path)),
    readDirectory: async (path) => files.readDirectory(await read(path)),
    readEntries: async (path) => files.readEntries(await read(path)),
    watch: async (path, listener) => files.watch(await read(path), listener),
    writeFile: async (path, data) => files.writeFile(await write(path), data),
    makeDirectory: async (path, options) => files.makeDirectory(await write(path), options),
    remove: async (path) => files.remove(await move(path)),
    removeDirectory: async (path, options) => files.removeDirectory(await move(path), options),
    copy: async (from, to, options) => {
      // A link is replaced, not followed; and a folder only goes where nothing is, for links in what is there would be followed.
      const real = await move(to);
      const there = options?.recursive ? await files.linkStat(real) : undefined;
      if (there?.kind === 'directory') throw denied('writing', to, real, plugin);
      const source = await read(from, 'keep');
      if (options?.recursive) await mustBeReadable(source);
      return files.copy(source, real, options);
    },
    rename: async (from, to) => files.rename(await move(from), await move(to)),
  };

  /** A folder is copied whole or not at all. */
  async function mustBeReadable(folder: string): Promise<void> {
    const each = await areaOf();
    if (each.readsAll || (await files.linkStat(folder))?.kind !== 'directory') return;
    for (const name of await files.readDirectory(folder)) {
      const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
      if (!each.mayRead(path)) throw denied('reading', path, path, plugin);
      await mustBeReadable(path);
    }
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

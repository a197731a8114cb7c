import { tenonError } from '@tenon/plugin-api';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { type LastPart, realPathOf } from './real-path.ts';
import { type WritableArea, writableArea } from './writable-area.ts';

/**
 * Everything may be read; only the workspace may be written. Links are resolved first, and what is written is the path they
 * led to. This stops a tool from writing elsewhere; it cannot stop another process from swapping a folder for a link in between. Refusals are `sandbox_denied`, in the name of that plugin.
 */
export function confineFiles(files: FileSystem, request: SandboxRequest, plugin: string): FileSystem {
  let area: Promise<WritableArea> | undefined;
  const check = async (path: string, last: LastPart, may: (area: WritableArea, path: string) => boolean) => {
    area ??= writableArea(files, request);
    const real = await realPathOf(files, path, last);
    if (real === undefined || !may(await area, real)) throw denied(path, real, request, plugin);
    return real;
  };
  const write = (path: string) => check(path, 'follow', (each, real) => each.mayWrite(real));
  const move = (path: string) => check(path, 'keep', (each, real) => each.mayMove(real));
  return {
    readFile: (path) => files.readFile(path),
    stat: (path) => files.stat(path),
    linkStat: (path) => files.linkStat(path),
    realPath: (path) => files.realPath(path),
    readDirectory: (path) => files.readDirectory(path),
    readEntries: (path) => files.readEntries(path),
    watch: (path, listener) => files.watch(path, listener),
    writeFile: async (path, data) => files.writeFile(await write(path), data),
    makeDirectory: async (path, options) => files.makeDirectory(await write(path), options),
    remove: async (path) => files.remove(await move(path)),
    removeDirectory: async (path, options) => files.removeDirectory(await move(path), options),
    copy: async (from, to, options) => {
      // A link is replaced, not followed; and a folder only goes where nothing is, for links in what is there would be followed.
      const real = await move(to);
      const there = options?.recursive ? await files.linkStat(real) : undefined;
      if (there?.kind === 'directory') throw denied(to, real, request, plugin);
      return files.copy(from, real, options);
    },
    rename: async (from, to) => files.rename(await move(from), await move(to)),
  };
}

function denied(path: string, real: string | undefined, { policy }: SandboxRequest, plugin: string): Error {
  const where = real === undefined || real === path ? path : `${path} (which is ${real})`;
  const why =
    policy.type === 'readOnly' ? 'the sandbox is read-only' : 'it is not in the writable part of the workspace';
  return tenonError({
    code: 'sandbox_denied',
    message: `writing ${where} is not permitted: ${why}`,
    mend: 'Ask for approval, or add a writable root to the sandbox policy.',
    plugin,
    file: path,
  });
}

import type { FileSystem } from '@tenon/plugin-api/environment';

/** Uses what stands at a real path, held by itself where the files can. */
export async function pinned<T>(files: FileSystem, real: string, use: (path: string) => Promise<T>): Promise<T> {
  const held = await files.pin?.(real);
  if (!held) return use(real);
  try {
    return await use(held.path);
  } catch (error) {
    throw inTermsOf(error, held.path, real);
  } finally {
    await held.release();
  }
}

/** The same for a name in a folder, be it there or not: the folder is held. */
export function inFolder<T>(files: FileSystem, real: string, use: (path: string) => Promise<T>): Promise<T> {
  const end = real.lastIndexOf('/');
  const name = real.slice(end + 1);
  if (name === '') return use(real);
  return pinned(files, real.slice(0, end) || '/', (folder) => use(folder === '/' ? `/${name}` : `${folder}/${name}`));
}

/** As `makeDirectory`, with each folder made in one that is held. */
export async function makeFolders(
  files: FileSystem,
  real: string,
  options: Parameters<FileSystem['makeDirectory']>[1],
): Promise<void> {
  const make = (path: string) => inFolder(files, path, (held) => files.makeDirectory(held, { recursive: false }));
  if (options?.recursive === false) return make(real);
  const missing: string[] = [];
  for (let at = real; at !== '' && !(await files.linkStat(at)); at = at.slice(0, at.lastIndexOf('/')))
    missing.unshift(at);
  // It is there: that is fine for a folder, and an error for anything else.
  if (missing.length === 0) return inFolder(files, real, (held) => files.makeDirectory(held));
  for (const path of missing) {
    try {
      await make(path);
    } catch (error) {
      // Somebody else was faster.
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** Tells of everything below a folder; of nothing when it is no folder. Links are not followed. */
export async function lookThrough(files: FileSystem, folder: string, see: (path: string) => void): Promise<void> {
  if ((await files.linkStat(folder))?.kind !== 'directory') return;
  for (const name of await files.readDirectory(folder)) {
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
    see(path);
    await lookThrough(files, path, see);
  }
}

/** What is asked about may not be there. */
export async function statOrNothing<T>(stat: Promise<T>): Promise<T | undefined> {
  try {
    return await stat;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** The path by which something is held says nothing to whoever asked. */
function inTermsOf(error: unknown, held: string, real: string): unknown {
  if (!(error instanceof Error)) return error;
  const shown = error as Error & { path?: string; dest?: string };
  shown.message = shown.message.replaceAll(held, real);
  if (shown.path !== undefined) shown.path = shown.path.replace(held, real);
  if (shown.dest !== undefined) shown.dest = shown.dest.replace(held, real);
  return shown;
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? '';

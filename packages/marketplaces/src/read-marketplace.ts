import { constants, open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { FetchedPlugin, MarketplaceListing, MarketplacePluginSource } from '@tenon/plugin-api/marketplace';
import { parseMarketplace } from './marketplace-file.ts';

/** Where a marketplace's file may be in its root, first hit wins (fact sheet on plugins, section 2). */
export const marketplaceFiles: readonly string[] = [
  '.agents/plugins/marketplace.json',
  '.claude-plugin/marketplace.json',
];

/** Bytes. */
const maxFileSize = 8 * 1024 * 1024;

/**
 * The marketplace in a folder. No file, one that a link leads out of the folder with, or one of more than 8 MiB is a problem, as is
 * all that is wrong in it; nothing but an aborted signal rejects.
 */
export async function readMarketplace(root: string, signal: AbortSignal): Promise<MarketplaceListing> {
  for (const file of marketplaceFiles) {
    signal.throwIfAborted();
    const path = join(root, file);
    try {
      const text = await readInside(path, root);
      if (text !== undefined) return parseMarketplace(text, { path, root, claude: file.startsWith('.claude') });
    } catch (error) {
      return { problems: [{ path, message: error instanceof Error ? error.message : String(error) }] };
    }
  }
  return { problems: [{ path: root, message: 'marketplace root does not contain a supported manifest' }] };
}

/** The text of a file in a folder; undefined where there is none. */
async function readInside(path: string, root: string): Promise<string | undefined> {
  let real: string;
  try {
    real = await realpath(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  if (!isInside(real, await realpath(root)))
    throw tenonError({ code: 'marketplace_outside', message: 'a link leads out of the marketplace', file: path });
  // A pipe would keep the one who opens it waiting.
  const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) throw tenonError({ code: 'marketplace_unreadable', message: 'it is no file', file: path });
    if (found.size > maxFileSize)
      throw tenonError({ code: 'marketplace_too_large', message: 'it is larger than 8 MiB', file: path });
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/**
 * A local plugin of the marketplace at `root`, where it is. Throws `unsupported` for another source, `plugin_not_found` where there is
 * no folder, and `plugin_outside` where a link leads out of the root.
 */
export async function fetchLocalPlugin(source: MarketplacePluginSource, root: string): Promise<FetchedPlugin> {
  if (source.type !== 'local')
    throw tenonError({
      code: 'unsupported',
      message: `a plugin of type ${source.type} is not fetched by this marketplace`,
      mend: `Install a plugin that brings the marketplaces of ${source.type}.`,
    });
  const path = await realFolder(source.path);
  if (!path)
    throw tenonError({
      code: 'plugin_not_found',
      message: 'path does not exist or is not a directory',
      file: source.path,
      mend: 'Ask who keeps the marketplace: its entry names a folder that is not there.',
    });
  if (!isInside(path, await realpath(root)))
    throw tenonError({
      code: 'plugin_outside',
      message: 'a link leads out of the marketplace',
      file: source.path,
      mend: 'Ask who keeps the marketplace: a plugin is a folder in it.',
    });
  return { type: 'folder', path, source };
}

/** A folder's path with its links resolved; undefined where there is none. */
async function realFolder(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException | null)?.code));

/** Is it the folder, or in it? Both with their links resolved. */
function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

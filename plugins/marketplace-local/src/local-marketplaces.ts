import { lstat, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { fetchLocalPlugin, marketplaceFiles, readMarketplace } from '@tenon/marketplaces';
import { tenonError } from '@tenon/plugin-api';
import type { MarketplaceKind } from '@tenon/plugin-api/marketplace';
import type { Config } from './config.ts';

const PLUGIN = 'tenon.marketplace-local';

/** Folders, used where they are. */
export function localMarketplaces({ home, project_root_markers: markers }: Config): MarketplaceKind {
  return {
    async discover({ cwds, signal }) {
      const roots = new Set<string>(home === undefined ? [] : [home]);
      for (const cwd of cwds) {
        signal.throwIfAborted();
        const project = await projectRoot(cwd, markers);
        if (project !== undefined) roots.add(project);
      }
      const there = await Promise.all(
        [...roots].map(async (source) => ((await holdsOne(source, marketplaceFiles)) ? [{ source }] : [])),
      );
      return there.flat();
    },
    async refresh({ source, ref, sparsePaths }, { signal }) {
      signal.throwIfAborted();
      const refused = (message: string, mend: string, cause?: unknown) =>
        tenonError({ code: 'marketplace_source_invalid', message, mend, plugin: PLUGIN, file: source, cause });
      if (ref !== undefined || sparsePaths?.length)
        throw refused('a local marketplace has no ref and no sparse paths', 'Leave them out.');
      if (!isAbsolute(source)) throw refused('a local marketplace is an absolute path', 'Write the whole path.');
      const found = await stat(source).catch((cause: unknown) => {
        const message = `failed to resolve local marketplace source path: ${cause instanceof Error ? cause.message : cause}`;
        throw refused(message, 'Name a folder that is there and may be read.', cause);
      });
      if (!found.isDirectory())
        throw refused('local marketplace source is not a directory', 'Name the folder that holds the marketplace.');
      return { root: source };
    },
    list: readMarketplace,
    async fetch(source, { root, signal }) {
      signal.throwIfAborted();
      return await fetchLocalPlugin(source, root);
    },
  };
}

/** The nearest folder, from here upwards, with one of the markers in it. */
async function projectRoot(cwd: string, markers: readonly string[]): Promise<string | undefined> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (await holdsOne(folder, markers)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Is one of the files in the folder? What may not be looked at is not. */
async function holdsOne(folder: string, names: readonly string[]): Promise<boolean> {
  const found = await Promise.allSettled(names.map((name) => lstat(join(folder, name))));
  return found.some(({ status }) => status === 'fulfilled');
}

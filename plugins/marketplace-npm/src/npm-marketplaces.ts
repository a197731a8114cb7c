import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fetchLocalPlugin, isPackageName, readMarketplace } from '@tenon/marketplaces';
import type { MarketplaceKind } from '@tenon/plugin-api/marketplace';
import { scopeCatalog } from './catalog.ts';
import type { Config } from './config.ts';
import { fault } from './fault.ts';
import { packageVersion } from './package-version.ts';
import { registryOf } from './registry.ts';
import { download } from './tarball.ts';

const [catalogFile, archiveFile] = ['.agents/plugins/marketplace.json', 'package.tgz'];

/** Scopes of registries as marketplaces; packages as plugins. `ending`: aborted when all of it is to end. */
export function npmMarketplaces(config: Config, ending: AbortSignal): MarketplaceKind {
  return {
    async refresh({ source, ref, sparsePaths }, { into, revision, signal }) {
      if (!/^@[a-z0-9~-][a-z0-9._~-]*$/.test(source) || sparsePaths?.length)
        throw fault(
          'marketplace_source_invalid',
          `${JSON.stringify(source)} is no scope`,
          'Write a scope, such as @acme; without paths.',
        );
      const catalog = await scopeCatalog(source, ref, { config, signal: AbortSignal.any([signal, ending]) });
      const digest = process.getBuiltinModule('node:crypto').createHash('sha256').update(catalog).digest('hex');
      if (digest === revision) return { revision };
      const file = join(into, catalogFile);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, catalog);
      return { root: into, revision: digest };
    },
    list: readMarketplace,
    async fetch(source, { into, root, signal }) {
      if (source.type !== 'npm') return await fetchLocalPlugin(source, root);
      if (!isPackageName(source.package))
        throw fault(
          'marketplace_source_invalid',
          `${JSON.stringify(source.package)} is no name of a package`,
          'Correct it.',
        );
      const request = { config, signal: AbortSignal.any([signal, ending]) };
      const registry = registryOf(source.package, config.npmrc, source.registry);
      const found = await packageVersion(source.package, source.version ?? 'latest', registry, request);
      const path = join(await realpath(into), archiveFile);
      const integrity = await download(found, path, request);
      const exact = { ...source, version: found.version, registry: registry.href };
      return { type: 'npm', path, source: exact, integrity };
    },
  };
}

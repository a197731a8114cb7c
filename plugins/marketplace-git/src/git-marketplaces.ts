import { join } from 'node:path';
import { fetchLocalPlugin, gitUrl, isGitRef, isGitSha, readMarketplace, subfolder } from '@tenon/marketplaces';
import { tenonError } from '@tenon/plugin-api';
import type { MarketplaceKind } from '@tenon/plugin-api/marketplace';
import type { Config } from './config.ts';
import { remoteCommit } from './remote-commit.ts';
import { PLUGIN } from './run-git.ts';
import { takeTree, type WantedTree } from './tree.ts';

/** Repositories, taken whole or in part, one commit deep. `ending`: aborted when all of it is to end. */
export function gitMarketplaces(config: Config, ending: AbortSignal): MarketplaceKind {
  return {
    async refresh({ source, ref, sparsePaths }, { into, revision, signal: given }) {
      const signal = AbortSignal.any([given, ending]);
      const wanted = checked({ url: source, ref, paths: sparsePaths });
      if (revision !== undefined && (await remoteCommit(wanted, config, into, signal)) === revision)
        return { revision };
      return { root: into, revision: await takeTree(wanted, config, into, signal) };
    },
    list: readMarketplace,
    async fetch(source, { into, root, signal: given }) {
      const signal = AbortSignal.any([given, ending]);
      signal.throwIfAborted();
      if (source.type !== 'git') return await fetchLocalPlugin(source, root);
      const { url, ref, sha, path } = source;
      const wanted = checked({ url, ref, sha, ...(path !== undefined && { paths: [path] }) });
      const commit = await takeTree(wanted, config, into, signal);
      const folder = join(into, ...(wanted.paths ?? []));
      const found = await fetchLocalPlugin({ type: 'local', path: folder }, into);
      return { ...found, source: { ...source, url: wanted.url, sha: commit } };
    },
  };
}

/** What is wanted, once nothing of it can be taken for an option, a refspec or another protocol. */
function checked({ url: text, ref, sha, paths }: WantedTree): WantedTree {
  const url = gitUrl(text);
  const folders = paths?.map((path) => subfolder(path));
  const invalid = (what: string, mend: string) =>
    tenonError({ code: 'marketplace_source_invalid', message: `${what} cannot be used`, mend, plugin: PLUGIN });
  if (!url)
    throw invalid('the URL of the repository', 'Give an http, https, ssh or git URL, user@host:path, or owner/repo.');
  if (ref !== undefined && !isGitRef(ref))
    throw invalid(`the ref ${JSON.stringify(ref)}`, 'Name a branch, a tag or a commit.');
  if (sha !== undefined && !isGitSha(sha)) throw invalid(`the commit ${JSON.stringify(sha)}`, 'Write its full hash.');
  const good = folders?.filter((folder) => folder !== undefined);
  if (good?.length !== folders?.length) throw invalid('a path', 'Give paths in the repository, without .. in them.');
  return { url, ref, sha, paths: good };
}

import { join } from 'node:path';
import type { MarketplacePluginSource } from '@tenon/plugin-api/marketplace';
import * as z from 'zod/mini';
import { gitUrl, isGitRef, isGitSha, subfolder } from './git-names.ts';
import { isPackageName } from './names.ts';
import { quoted } from './quoted.ts';

/** How the file that an entry stands in is read. */
export interface SourceContext {
  /** Absolute path of the marketplace's root, which the paths of its plugins begin at. */
  readonly root: string;
  /** Claude Code's file: plain names are folders of `pluginRoot`, and `./` is the root itself. */
  readonly claude: boolean;
  /** `metadata.pluginRoot` of Claude Code's file. */
  readonly pluginRoot?: string;
}

const text = z.optional(z.nullable(z.string()));
const GitSource = z.object({ url: text, repo: text, path: text, ref: text, sha: text });
const NpmSource = z.object({ package: z.string(), version: text, registry: text });

/** Where an entry's plugin is; or, as a text, why that cannot be said. */
export function readPluginSource(source: unknown, context: SourceContext): MarketplacePluginSource | string {
  if (typeof source === 'string') return localSource(source, context);
  const { source: kind, path } = Object(source) as Record<string, unknown>;
  switch (kind) {
    case 'local':
    case 'directory':
      return typeof path === 'string' ? localSource(path, context) : 'its source has no path';
    case 'github':
    case 'git':
    case 'url':
    case 'git-subdir':
      return gitSource(kind, source);
    case 'npm':
      return npmSource(source);
    default:
      return `a source of kind ${typeof kind === 'string' ? quoted(kind) : 'none'} is not known`;
  }
}

function localSource(path: string, { root, claude, pluginRoot }: SourceContext): MarketplacePluginSource | string {
  if (claude && (path === './' || path === '.')) return { type: 'local', path: root };
  const folder = subfolder(path);
  if (!folder) return `its path ${quoted(path)} leads out of the marketplace, or nowhere`;
  if (path.startsWith('./')) return { type: 'local', path: join(root, folder) };
  const base = claude && pluginRoot !== undefined ? subfolder(pluginRoot) : undefined;
  if (claude && pluginRoot !== undefined && (base || /^\.?\/?$/.test(pluginRoot)))
    return { type: 'local', path: join(root, base ?? '', folder) };
  return `its path ${quoted(path)} does not begin with ./`;
}

function gitSource(kind: string, source: unknown): MarketplacePluginSource | string {
  const { success, data } = GitSource.safeParse(source);
  if (!success) return 'url, repo, path, ref and sha of its source are texts';
  const { path, ref, sha } = data;
  const named = (kind === 'github' ? data.repo : data.url) ?? '';
  const url = gitUrl(named);
  if (!url) return `${quoted(named)} names no git repository that can be reached`;
  if (kind === 'git-subdir' && !path) return 'its source has no path';
  const folder = path ? subfolder(path) : undefined;
  if (path && !folder) return `its path ${quoted(path)} leads out of the repository, or nowhere`;
  if (ref && !isGitRef(ref)) return `${quoted(ref)} is no name of a branch or a tag`;
  if (sha && !isGitSha(sha)) return `${quoted(sha)} is no full hash of a commit`;
  return { type: 'git', url, ...(folder && { path: folder }), ...(ref && { ref }), ...(sha && { sha }) };
}

function npmSource(source: unknown): MarketplacePluginSource | string {
  const { success, data } = NpmSource.safeParse(source);
  if (!success) return 'package, version and registry of its source are texts, and package is needed';
  const { package: name, version, registry } = data;
  if (!isPackageName(name)) return `${quoted(name)} is no name of a package`;
  if (registry && !isRegistry(registry)) return `${quoted(registry)} is no URL of a registry`;
  return { type: 'npm', package: name, ...(version && { version }), ...(registry && { registry }) };
}

function isRegistry(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password;
}

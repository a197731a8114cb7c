import { isAbsolute, resolve } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { MarketplaceLocation } from '@tenon/plugin-api/marketplace';
import { gitUrl, isGitRef, subfolder } from './git-names.ts';
import { quoted } from './quoted.ts';

export interface AddedMarketplace {
  /** What a person gave: `owner/repo[@ref]`, a git URL (with `#ref`), or a local path. */
  readonly source: string;
  readonly ref?: string;
  readonly sparsePaths?: readonly string[];
  /** Absolute: what a relative path begins at. */
  readonly cwd: string;
}

export interface NamedLocation extends MarketplaceLocation {
  /** The member of `marketplaces` that knows it. */
  readonly sourceType: 'git' | 'local';
}

const invalid = (message: string, mend: string) => tenonError({ code: 'marketplace_source_invalid', message, mend });

/** Which marketplace is meant. Throws `marketplace_source_invalid`. Whether it is there is not asked. */
export function marketplaceLocation({ source, ref, sparsePaths, cwd }: AddedMarketplace): NamedLocation {
  const text = source.trim();
  if (isAbsolute(text) || /^\.{1,2}([/\\]|$)/.test(text)) {
    if (ref !== undefined || sparsePaths?.length)
      throw invalid('--ref is only supported for git marketplace sources', 'Leave out the ref and the sparse paths.');
    return { sourceType: 'local', source: resolve(cwd, text) };
  }
  const [, place = text, own] = /^([^#@\s/]+\/[^#@\s/:]+)@(.+)$/.exec(text) ?? /^([^#]*)#(.+)$/.exec(text) ?? [];
  const url = gitUrl(place);
  if (!url)
    throw invalid(
      'invalid marketplace source format; expected owner/repo, a git URL, or a local marketplace path',
      'A local path is absolute, or begins with ./ or ../.',
    );
  const chosen = ref ?? own;
  if (chosen !== undefined && !isGitRef(chosen))
    throw invalid(`${quoted(chosen)} is no name of a branch or a tag`, 'Name a branch, a tag or a commit.');
  const paths = sparsePaths?.map((path) => {
    const folder = subfolder(path);
    if (!folder) throw invalid(`${quoted(path)} is no path in a repository`, 'Give paths without .. in them.');
    return folder;
  });
  return {
    sourceType: 'git',
    source: url,
    ...(chosen && { ref: chosen }),
    ...(paths?.length && { sparsePaths: paths }),
  };
}

import { inside, isWithin } from '../paths.ts';

/** A folder to look through for what patterns match in it. */
export interface GlobFolder {
  readonly folder: string;
  /** How many levels of it; undefined: all. */
  readonly depth: number | undefined;
  readonly patterns: readonly string[];
}

/** Where absolute patterns can match anything: the folders above their first wildcard, each once, and none within another. */
export function globFolders(patterns: readonly string[], maxDepth: number | undefined): readonly GlobFolder[] {
  const found = new Map<string, GlobFolder>();
  for (const pattern of patterns) {
    const { folder, levels } = fixedPart(pattern);
    const depth = Math.min(levels, maxDepth ?? Number.POSITIVE_INFINITY);
    const before = found.get(folder);
    found.set(folder, {
      folder,
      depth: Math.max(depth, before?.depth ?? 0),
      patterns: [...(before?.patterns ?? []), pattern],
    });
  }
  const all = [...found.values()];
  const covered = (one: GlobFolder) =>
    all.some(
      (other) => other !== one && other.depth === Number.POSITIVE_INFINITY && isWithin(one.folder, other.folder),
    );
  return all
    .filter((each) => !covered(each))
    .map((each) => ({ ...each, depth: each.depth === Number.POSITIVE_INFINITY ? undefined : each.depth }));
}

function fixedPart(pattern: string): { readonly folder: string; readonly levels: number } {
  const parts = pattern.split('/').slice(1);
  const wild = parts.findIndex((part) => /[*?[\]{}]/.test(part.replace(/\\./gs, '')));
  const first = wild < 0 ? parts.length - 1 : wild;
  const folder = parts.slice(0, first).reduce((at, part) => inside(at, part.replace(/\\(.)/gs, '$1')), '/');
  // A slash in braces counts as a level: one more than there is, at most.
  return {
    folder,
    levels: parts.includes('**') || /\*\*/.test(pattern) ? Number.POSITIVE_INFINITY : parts.length - first,
  };
}

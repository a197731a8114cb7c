import type { FileSystem } from '@tenon/plugin-api/environment';
import type { Place } from '@tenon/sandboxing';
import { realPathOf } from './real-path.ts';

/**
 * Runs a computation on permission profiles, which asks for real paths as it goes, with the links of these files. Each path is
 * resolved once; the computation is run anew until it asks for nothing new, so it must have no effects.
 */
export async function withRealPaths<T>(
  files: FileSystem,
  place: Omit<Place, 'resolve'>,
  compute: (place: Place) => T,
): Promise<T> {
  const known = new Map<string, string | undefined>();
  for (;;) {
    const asked = new Set<string>();
    const resolve = (path: string) => {
      if (!known.has(path)) asked.add(path);
      return known.get(path);
    };
    const result = attempt(() => compute({ ...place, resolve }));
    if (asked.size === 0) return result();
    const found = await Promise.all(
      [...asked].map(async (path) => [path, await realPathOf(files, path, 'follow')] as const),
    );
    for (const [path, real] of found) known.set(path, real);
  }
}

/** An error counts only once everything is known. */
function attempt<T>(compute: () => T): () => T {
  try {
    const value = compute();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

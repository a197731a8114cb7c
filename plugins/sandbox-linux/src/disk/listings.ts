export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'other';
}

/** What folders hold, remembered for as long as they do not change. */
export interface Listings {
  /** Empty for what is gone, is no folder, or may not be read: a command has the same rights. */
  entriesOf(folder: string): readonly Entry[];
}

interface Known {
  readonly stamp: string;
  readonly entries: readonly Entry[];
}

/**
 * A kernel stamps changes by a clock that ticks a few milliseconds apart, and some file systems round to a second or two. A folder that
 * changed within that time may change again under the same stamp, so it is read anew.
 */
const SETTLED_MS = 3000;

/** A folder is read again when its change time, which no program can set, is another. `limit`: how many folders are remembered. */
export function createListings(limit = 50_000): Listings {
  const known = new Map<string, Known>();
  return {
    entriesOf(folder) {
      const { statSync, readdirSync } = process.getBuiltinModule('node:fs');
      try {
        const found = statSync(folder, { bigint: true, throwIfNoEntry: false });
        if (!found?.isDirectory()) return [];
        const stamp = `${found.dev}:${found.ino}:${found.ctimeNs}`;
        const before = known.get(folder);
        if (before?.stamp === stamp) return before.entries;
        known.delete(folder);
        const entries = readdirSync(folder, { withFileTypes: true }).map((each): Entry => {
          const kind = each.isDirectory() ? 'folder' : each.isSymbolicLink() ? 'link' : 'other';
          return { path: folder === '/' ? `/${each.name}` : `${folder}/${each.name}`, name: each.name, kind };
        });
        if (Date.now() - Number(found.ctimeNs / 1_000_000n) > SETTLED_MS) {
          if (known.size >= limit) known.clear();
          known.set(folder, { stamp, entries });
        }
        return entries;
      } catch (error) {
        known.delete(folder);
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return [];
        throw error;
      }
    },
  };
}

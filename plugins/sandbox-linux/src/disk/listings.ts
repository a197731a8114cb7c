export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'other';
  /** Its path in bytes, when these are no UTF-8: then `path` leads nowhere, and no program can be told of it. */
  readonly bytes?: Buffer;
}

/** What folders hold, remembered for as long as they do not change. */
export interface Listings {
  /** Empty for what is gone, is no folder, or may not be read: a command has the same rights. */
  entriesOf(folder: string): readonly Entry[];
  /** Where metadata was found before, by what was looked through then. */
  readonly metadata: Map<string, Set<string>>;
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
    metadata: new Map(),
    entriesOf(folder) {
      const { statSync } = process.getBuiltinModule('node:fs');
      try {
        const found = statSync(folder, { bigint: true, throwIfNoEntry: false });
        if (!found?.isDirectory()) return [];
        const stamp = `${found.dev}:${found.ino}:${found.ctimeNs}`;
        const before = known.get(folder);
        if (before?.stamp === stamp) return before.entries;
        known.delete(folder);
        const entries = readEntries(folder);
        if (Date.now() - Number(found.ctimeNs / 1_000_000n) > SETTLED_MS) {
          if (known.size >= limit) known.clear();
          known.set(folder, { stamp, entries });
        }
        return entries;
      } catch (error) {
        known.delete(folder);
        return nothing(error);
      }
    },
  };
}

/** The same, neither remembered nor looked up. */
export function entriesNow(folder: string): readonly Entry[] {
  try {
    return readEntries(folder);
  } catch (error) {
    return nothing(error);
  }
}

/** What is below a folder whose path is no UTF-8: each with such a path, and its name as it would be shown. */
export function entriesBelow({ path, bytes }: Entry): readonly Entry[] {
  if (!bytes) return [];
  try {
    const found = process.getBuiltinModule('node:fs').readdirSync(bytes, { withFileTypes: true, encoding: 'buffer' });
    return found.flatMap((each) => {
      const entry = entryOf(path, { ...kindOf(each), name: each.name.toString() });
      const below = { ...entry, bytes: Buffer.concat([bytes, Buffer.from('/'), each.name]) };
      return [below, ...(below.kind === 'folder' ? entriesBelow(below) : [])];
    });
  } catch (error) {
    return nothing(error);
  }
}

function readEntries(folder: string): readonly Entry[] {
  const { readdirSync } = process.getBuiltinModule('node:fs');
  const found = readdirSync(folder, { withFileTypes: true });
  const entries = found.map((each) => entryOf(folder, { ...kindOf(each), name: each.name }));
  if (!entries.some(({ name }) => name.includes(NOT_UTF8))) return entries;
  return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }).map((each) => {
    const name = each.name.toString();
    const entry = entryOf(folder, { ...kindOf(each), name });
    if (Buffer.from(name).equals(each.name)) return entry;
    return { ...entry, bytes: Buffer.concat([Buffer.from(folder === '/' ? '/' : `${folder}/`), each.name]) };
  });
}

/** What Node shows in the place of such bytes. */
const NOT_UTF8 = '\uFFFD';

const entryOf = (folder: string, { kind, name }: Pick<Entry, 'kind' | 'name'>): Entry => ({
  path: folder === '/' ? `/${name}` : `${folder}/${name}`,
  name,
  kind,
});

const kindOf = (found: { isDirectory(): boolean; isSymbolicLink(): boolean }): Pick<Entry, 'kind'> => ({
  kind: found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other',
});

function nothing(error: unknown): readonly Entry[] {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return [];
  throw error;
}

import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { type Access, ofSamePath } from './access.ts';
import { ruleAccess } from './access-of.ts';
import { escapeGlob, globMatcher, partsOf, splitGlob } from './glob.ts';
import { absolutePath, isWithin, join, relativePath } from './path.ts';
import { type Place, pathsOf } from './place.ts';
import { protectedNames } from './protected.ts';

/** An entry that has no effect in a place, and why, for a warning. */
export interface IgnoredEntry {
  readonly entry: FileSystemSandboxEntry;
  readonly why: string;
}

/** File rules of one place. */
export interface BoundFiles {
  /** By real path. The most specific one decides. */
  readonly rules: ReadonlyMap<string, Access>;
  /** Absolute patterns of what nobody may read, whatever the rules say. */
  readonly deniedGlobs: readonly string[];
  /** How many folders deep an enforcer that must list files looks for them; undefined: all. */
  readonly globScanMaxDepth: number | undefined;
  readonly isDeniedByGlob: (path: string) => boolean;
  readonly ignored: readonly IgnoredEntry[];
  /** The folders that may be written, as they were named and as they are: a link below one may be the command's own work. */
  readonly writableRoots: readonly Root[];
}

export interface Root {
  readonly named: string;
  readonly real: string;
}

/** A profile in one place: no special paths, no links. */
export interface BoundProfile {
  /** Who keeps a command to it: nobody needs to (`disabled`), the sandbox, or what Tenon runs in. */
  readonly confinedBy: 'nobody' | 'sandbox' | 'external';
  readonly network: boolean;
  /** undefined: no file is out of reach. */
  readonly files: BoundFiles | undefined;
}

/** The rules of a profile that rules no files. */
export const wholeDisk: BoundFiles = {
  rules: new Map([['/', 'write']]),
  deniedGlobs: [],
  globScanMaxDepth: undefined,
  isDeniedByGlob: () => false,
  ignored: [],
  writableRoots: [],
};

/** Throws `bad_permission_path` for a relative path, or a glob that cannot be read. */
export function bindProfile(profile: PermissionProfile, place: Place): BoundProfile {
  if (profile.type === 'disabled') return { confinedBy: 'nobody', network: true, files: undefined };
  const network = profile.network.enabled;
  if (profile.type === 'external') return { confinedBy: 'external', network, files: undefined };
  const { fileSystem } = profile;
  const files = fileSystem.type === 'restricted' ? bindFiles(fileSystem, place) : undefined;
  return { confinedBy: 'sandbox', network, files };
}

type Resolve = NonNullable<Place['resolve']>;

interface Named {
  readonly path: string;
  readonly real: string | undefined;
  readonly access: Access;
  readonly entry: FileSystemSandboxEntry;
}

/** `around`: folders that were writable before; what they hold may have been planted. */
export function bindFiles(
  source: {
    readonly entries: readonly FileSystemSandboxEntry[];
    readonly globScanMaxDepth?: number | null | undefined;
  },
  place: Place,
  around: readonly Root[] = [],
): BoundFiles {
  const rules = new Map<string, Access>();
  const globs = new Set<string>();
  const ignored: IgnoredEntry[] = [];
  const writableRoots = [...around];
  const resolve: Resolve = place.resolve ?? ((path) => path);
  const set = (path: string, access: Access) => rules.set(path, ofSamePath(rules.get(path), access));

  const named: Named[] = [];
  for (const entry of source.entries) {
    const { path, access } = entry;
    if (path.type === 'glob_pattern') {
      if (access === 'none') for (const each of boundGlobs(path.pattern, place, resolve)) globs.add(each);
      else ignored.push({ entry, why: 'a glob pattern can only be denied' });
      continue;
    }
    const paths = path.type === 'path' ? [absolutePath(path.path)] : pathsOf(path.value, place);
    if (paths.length === 0) ignored.push({ entry, why: 'it stands for nothing here' });
    for (const each of paths) named.push({ path: each, real: resolve(each), access, entry });
  }

  const candidates = [
    ...around,
    ...named.flatMap(({ path, real, access }) => (access === 'write' && real ? [{ named: path, real }] : [])),
  ];
  for (const { path, real, access, entry } of named) {
    const led = real !== undefined && (isGiven(entry) || !isPlanted(path, real, candidates));
    // What is kept stays kept under its name, even when a link stands there now and is gone later.
    if (access !== 'write') set(path, access);
    if (led || (access === 'none' && real !== undefined)) set(real, access);
    if (access !== 'write') continue;
    if (led) writableRoots.push({ named: path, real });
    else ignored.push({ entry, why: real === undefined ? 'it leads nowhere' : `it leads out, to ${real}` });
  }

  keepLinkedMetadata(rules, writableRoots, resolve);
  const deniedGlobs = [...globs].toSorted();
  const matchers = deniedGlobs.map(globMatcher);
  return {
    rules,
    deniedGlobs,
    globScanMaxDepth: source.globScanMaxDepth ?? undefined,
    isDeniedByGlob: (path) => {
      if (matchers.length === 0) return false;
      const parts = partsOf(path);
      return matchers.some((matches) => matches(parts));
    },
    ignored,
    writableRoots,
  };
}

/** Metadata that is a link is kept where it leads as well: git follows it. */
function keepLinkedMetadata(rules: Map<string, Access>, roots: readonly Root[], resolve: Resolve): void {
  for (const path of roots.flatMap((root) => protectedNames.map((name) => join(root.real, name)))) {
    const real = resolve(path);
    if (real === undefined || real === path || rules.has(real)) continue;
    if (ruleAccess({ rules }, real) === 'write') rules.set(real, 'read');
  }
}

/** The folders that the place itself names are no work of a command. */
const isGiven = ({ path }: FileSystemSandboxEntry) =>
  path.type === 'special' && !(path.value.kind === 'project_roots' && path.value.subpath);

/** A link inside a writable folder that leads out of it: a command may have made it, to be let out by the next binding. */
const isPlanted = (path: string, real: string, roots: readonly Root[]) =>
  path !== real && roots.some((root) => isBelowRoot(path, root) && !isWithin(real, root.real));

const isBelowRoot = (path: string, { named, real }: Root) =>
  (path !== named && isWithin(path, named)) || (path !== real && isWithin(path, real));

/** Under the name of its folder, and under what that is. */
function boundGlobs(pattern: string, place: Place, resolve: Resolve): readonly string[] {
  const { folder, rest } = splitGlob(pattern);
  const cleanRest = rest
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const named = folder.startsWith('/') ? absolutePath(folder) : join(absolutePath(place.cwd), relativePath(folder));
  return [named, resolve(named) ?? named].map((each) => join(escapeGlob(each), cleanRest));
}

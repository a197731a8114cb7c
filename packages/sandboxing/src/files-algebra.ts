import type { FileSystemSandboxEntry, PermissionProfileFileSystemPermissions } from '@tenon/protocol';
import { type Access, narrower, wider } from './access.ts';
import { decidingFolder, protectsBelow, ruleAccess } from './access-of.ts';
import type { BoundFiles } from './bind.ts';

type Restricted = Extract<PermissionProfileFileSystemPermissions, { type: 'restricted' }>;

/** What the meet and the join of two sets of rules are written as. */
export interface FileEntries {
  readonly entries: FileSystemSandboxEntry[];
  readonly globScanMaxDepth?: number;
}

export const pathEntry = (path: string, access: Access): FileSystemSandboxEntry => ({
  path: { type: 'path', path },
  access,
});

const globEntry = (pattern: string): FileSystemSandboxEntry => ({
  path: { type: 'glob_pattern', pattern },
  access: 'none',
});

export const restricted = ({ entries, globScanMaxDepth }: FileEntries): Restricted => ({
  type: 'restricted',
  entries,
  ...(globScanMaxDepth !== undefined && { globScanMaxDepth }),
});

/**
 * What both sides allow, exactly: for every path the narrower of their two answers. Between two entries a side's answer
 * does not change, so that asking at each entry of either is asking everywhere. Denials stay, even where nothing is left
 * to be denied: what is added later must not lift them.
 */
export function meetFiles(a: BoundFiles, b: BoundFiles): FileEntries {
  const rules = new Map<string, Access>();
  const meet = { rules };
  // Sorted, parents come first: each entry is needed when it changes what those above it give.
  for (const path of pathsOfBoth(a, b)) {
    const access = narrower(ruleAccess(a, path), ruleAccess(b, path));
    const isDenial = a.rules.get(path) === 'none' || b.rules.get(path) === 'none';
    const protects = access === 'write' && (protectsBelow(a, path) || protectsBelow(b, path));
    if (ruleAccess(meet, path) !== access || isDenial || (protects && !protectsBelow(meet, path))) {
      rules.set(path, access);
    }
  }
  return { entries: [...entriesOf(rules), ...denials(a, b)], ...scanDepth(a, b) };
}

/**
 * What must be added to `base` so that `grant` is allowed as well: never less than `base` but for what the grant itself
 * denies, and metadata below an entry that it adds; never more than the wider of the two. What `base` keeps narrower below a
 * granted folder stays so, unless the grant names that very path, or one below it; and nothing opens what `base` denies.
 */
export function joinFiles(base: BoundFiles, grant: BoundFiles): FileEntries {
  const rules = new Map(base.rules);
  const added = new Map<string, Access>();
  const add = (path: string, access: Access) => {
    rules.set(path, access);
    added.set(path, access);
  };
  for (const path of pathsOfBoth(base, grant)) {
    const asked = grant.rules.get(path);
    // Of a grant, this says no more than nothing would.
    if (asked === 'none' && path === '/') continue;
    if (asked === 'none' || (asked === undefined && isDenied(grant, path))) add(path, 'none');
    if (asked === undefined || asked === 'none' || isDenied(base, path)) continue;
    const access = wider(asked, ruleAccess(base, path));
    const hasOpenMetadata = ruleAccess(base, path) === 'write' && !protectsBelow(base, path);
    const protects = access === 'write' && path !== '/' && !hasOpenMetadata;
    if (ruleAccess({ rules }, path) !== access || (protects && !protectsBelow({ rules }, path))) add(path, access);
  }
  return { entries: [...entriesOf(added), ...denials(grant)], ...scanDepth(base, grant) };
}

/** Bound rules as entries of this place, each of them: one that changes nothing now may keep something later. */
export const entriesOfFiles = (files: BoundFiles): FileSystemSandboxEntry[] => [
  ...entriesOf(files.rules),
  ...denials(files),
];

/** Whether both allow the same of every path. */
export function sameFiles(a: BoundFiles, b: BoundFiles): boolean {
  if (a.deniedGlobs.join('\0') !== b.deniedGlobs.join('\0')) return false;
  if (a.deniedGlobs.length > 0 && a.globScanMaxDepth !== b.globScanMaxDepth) return false;
  return pathsOfBoth(a, b).every((path) => {
    const access = ruleAccess(a, path);
    return access === ruleAccess(b, path) && (access !== 'write' || protectsBelow(a, path) === protectsBelow(b, path));
  });
}

const pathsOfBoth = (a: BoundFiles, b: BoundFiles) => [...new Set([...a.rules.keys(), ...b.rules.keys()])].toSorted();

/** Denied by an entry. One for the whole disk denies only itself: without it, what is not named is out of reach as well. */
function isDenied(files: BoundFiles, path: string): boolean {
  const folder = decidingFolder(files, path);
  return folder !== undefined && (folder !== '/' || path === '/') && files.rules.get(folder) === 'none';
}

const entriesOf = (rules: ReadonlyMap<string, Access>) => [...rules].map(([path, access]) => pathEntry(path, access));

/** What is denied by a pattern, or by an entry that another place may know, is denied in every place. */
function denials(...sides: readonly BoundFiles[]): FileSystemSandboxEntry[] {
  const globs = new Set(sides.flatMap((side) => side.deniedGlobs));
  const elsewhere = new Map(
    sides
      .flatMap((side) => side.ignored.map(({ entry }) => entry))
      .filter(({ access }) => access === 'none')
      .map((entry) => [JSON.stringify(entry.path), entry]),
  );
  return [...[...globs].toSorted().map(globEntry), ...[...elsewhere].toSorted().map(([, entry]) => entry)];
}

/** The deeper look of the two, among those that look at all: a denied file must not come out of reach of the search. */
function scanDepth(...sides: readonly BoundFiles[]): { globScanMaxDepth?: number } {
  const depths = sides.filter((side) => side.deniedGlobs.length > 0).map((side) => side.globScanMaxDepth);
  const known = depths.filter((depth) => depth !== undefined);
  return known.length === 0 || known.length < depths.length ? {} : { globScanMaxDepth: Math.max(...known) };
}

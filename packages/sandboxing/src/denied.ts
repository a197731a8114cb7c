import type { FileSystemPath, FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import type { Access } from './access.ts';
import { uniqueEntries } from './additional.ts';
import { bindProfile } from './bind.ts';
import { pathEntry } from './files-algebra.ts';
import { escapeGlob } from './glob.ts';
import { intersectProfiles } from './intersect.ts';
import { parentOf } from './path.ts';
import type { Place } from './place.ts';

const wholeDisk: FileSystemSandboxEntry = { path: { type: 'special', value: { kind: 'root' } }, access: 'write' };

/**
 * The profile with more denials, which nothing in it lifts, not even an entry below a denied path. One that confines nothing is
 * confined to them. Adding them twice changes nothing.
 */
export function withDenials(profile: PermissionProfile, denials: readonly FileSystemSandboxEntry[]): PermissionProfile {
  if (denials.length === 0) return profile;
  const own =
    profile.type === 'managed' && profile.fileSystem.type === 'restricted'
      ? profile.fileSystem
      : { type: 'restricted' as const, entries: [wholeDisk] };
  const added = uniqueEntries(denials.flatMap(withGlob));
  const denied = new Set(added.map(({ path }) => JSON.stringify(path)));
  const kept = own.entries.filter(({ path }) => !denied.has(JSON.stringify(path)));
  return {
    type: 'managed',
    network: profile.type === 'disabled' ? { enabled: true } : profile.network,
    fileSystem: { ...own, entries: [...kept, ...added] },
  };
}

/** A path is denied as a pattern too: patterns deny whatever more specific entries say. */
function withGlob(entry: FileSystemSandboxEntry): FileSystemSandboxEntry[] {
  const pattern = patternOf(entry.path);
  return pattern ? [entry, { path: { type: 'glob_pattern', pattern }, access: 'none' }] : [entry];
}

function patternOf(path: FileSystemPath): string | undefined {
  if (path.type === 'path') return escapeGlob(path.path);
  if (path.type !== 'special' || path.value.kind !== 'project_roots' || !path.value.subpath) return undefined;
  return escapeGlob(path.value.subpath);
}

/** What a profile denies by name. */
export const denialsOf = (profile: PermissionProfile): readonly FileSystemSandboxEntry[] =>
  profile.type === 'managed' && profile.fileSystem.type === 'restricted'
    ? profile.fileSystem.entries.filter(({ access }) => access === 'none')
    : [];

/**
 * Of one place, a profile with what another denies by name denied as well; what that one opens again below a denial stays
 * open. What the other just does not mention is no denial.
 */
export function keepDenials(profile: PermissionProfile, other: PermissionProfile, place: Place): PermissionProfile {
  const files = denialsOf(other).length > 0 ? bindProfile(other, place).files : undefined;
  if (!files) return profile;
  const rules = new Map<string, Access>([['/', 'write']]);
  for (const path of [...files.rules.keys()].toSorted()) {
    const access = files.rules.get(path) === 'none' ? 'none' : 'write';
    if (access !== inherited(rules, path)) rules.set(path, access);
  }
  const globs = files.deniedGlobs.map(
    (pattern): FileSystemSandboxEntry => ({ path: { type: 'glob_pattern', pattern }, access: 'none' }),
  );
  const entries = [...[...rules].map(([path, access]) => pathEntry(path, access)), ...globs];
  const { globScanMaxDepth } = files;
  const allButDenied: PermissionProfile = {
    type: 'managed',
    network: { enabled: true },
    fileSystem: { type: 'restricted', entries, ...(globScanMaxDepth !== undefined && { globScanMaxDepth }) },
  };
  return intersectProfiles(profile, allButDenied, place);
}

function inherited(rules: ReadonlyMap<string, Access>, path: string): Access | undefined {
  for (let at = path; ; at = parentOf(at)) {
    const access = rules.get(at);
    if (access !== undefined || at === '/') return access;
  }
}

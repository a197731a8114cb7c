import type { AdditionalPermissionProfile, FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { type BoundFiles, bindFiles } from './bind.ts';
import { entriesOfFiles, type FileEntries, joinFiles, meetFiles, pathEntry, restricted } from './files-algebra.ts';
import type { Place } from './place.ts';

type AdditionalFiles = NonNullable<AdditionalPermissionProfile['fileSystem']>;

/** The entries of a request or a grant: those of its lists `read` and `write`, and its own, each once. */
export function additionalEntries(files: AdditionalPermissionProfile['fileSystem']): FileSystemSandboxEntry[] {
  return uniqueEntries([
    ...(files?.read ?? []).map((path) => pathEntry(path, 'read')),
    ...(files?.write ?? []).map((path) => pathEntry(path, 'write')),
    ...(files?.entries ?? []),
  ]);
}

export const uniqueEntries = (entries: readonly FileSystemSandboxEntry[]): FileSystemSandboxEntry[] => [
  ...new Map(entries.map((entry) => [JSON.stringify([entry.path, entry.access]), entry])).values(),
];

/**
 * What a request asks for, in the place of the turn that asks: no special paths, links resolved. Ask with this, so that
 * what a person reads is what is granted; later turns in other folders keep it as it is.
 */
export function materialize(requested: AdditionalPermissionProfile, place: Place): AdditionalPermissionProfile {
  return additional(requested, (files) => {
    const bound = bindAdditional(files, place);
    return meetFiles(bound, bound);
  });
}

/**
 * Of a grant, what was asked for: the answer to a request can never exceed it. What was not asked for is null. Paths are
 * taken by name, as `materialize` made them: a link that was put there while a person was asked leads nowhere.
 */
export function intersectAdditional(
  requested: AdditionalPermissionProfile,
  granted: AdditionalPermissionProfile,
  place: Place,
): AdditionalPermissionProfile {
  const enabled = requested.network?.enabled === true && granted.network?.enabled === true;
  return additional({ ...granted, network: enabled ? { enabled } : null }, (files) =>
    meetFiles(bindAdditional(requested.fileSystem, named(place)), bindAdditional(files, named(place))),
  );
}

/** Two grants as one, such as those of a turn and of its session. Paths are taken by name, as in `intersectAdditional`. */
export function mergeAdditional(
  a: AdditionalPermissionProfile,
  b: AdditionalPermissionProfile,
  place: Place,
): AdditionalPermissionProfile {
  const enabled = a.network?.enabled === true || b.network?.enabled === true;
  const base = bindAdditional(a.fileSystem, named(place));
  const added = joinFiles(base, bindAdditional(b.fileSystem, named(place)));
  // Once more, so that each path has one entry.
  const all = bindFiles({ ...added, entries: [...entriesOfFiles(base), ...added.entries] }, named(place));
  return { network: enabled ? { enabled } : null, fileSystem: additionalFiles(meetFiles(all, all)) };
}

/**
 * A profile with what was granted on top, for a command, a turn or a session. Its own entries stay as they are written; the
 * grant's follow as paths of this place. What the profile denies stays denied.
 */
export function overlay(
  profile: PermissionProfile,
  granted: AdditionalPermissionProfile,
  place: Place,
): PermissionProfile {
  if (profile.type === 'disabled') return profile;
  const network = { enabled: profile.network.enabled || granted.network?.enabled === true };
  if (profile.type === 'external') return { ...profile, network };
  const own =
    profile.fileSystem.type === 'restricted'
      ? profile.fileSystem
      : { entries: [{ path: { type: 'special', value: { kind: 'root' } }, access: 'write' } as const] };
  const base = bindFiles(own, place);
  const added = joinFiles(base, bindAdditional(granted.fileSystem, place, base));
  if (added.entries.length === 0) return { ...profile, network };
  return {
    ...profile,
    network,
    fileSystem: restricted({ ...added, entries: [...own.entries, ...added.entries] }),
  };
}

const named = (place: Place): Place => ({ ...place, resolve: undefined });

const bindAdditional = (files: AdditionalPermissionProfile['fileSystem'], place: Place, around?: BoundFiles) =>
  bindFiles(
    { entries: additionalEntries(files), globScanMaxDepth: files?.globScanMaxDepth },
    place,
    around?.writableRoots,
  );

const additional = (
  { network, fileSystem }: AdditionalPermissionProfile,
  files: (fileSystem: AdditionalFiles | null | undefined) => FileEntries,
): AdditionalPermissionProfile => ({
  network: network?.enabled ? { enabled: true } : null,
  fileSystem: additionalFiles(files(fileSystem)),
});

/** With the lists that older clients read; null when there is nothing. */
export function additionalFiles({ entries, globScanMaxDepth }: FileEntries): AdditionalFiles | null {
  if (entries.length === 0) return null;
  const pathsWith = (access: 'read' | 'write') => {
    const paths = entries.flatMap((entry) =>
      entry.access === access && entry.path.type === 'path' ? [entry.path.path] : [],
    );
    return paths.length > 0 ? paths : null;
  };
  return {
    read: pathsWith('read'),
    write: pathsWith('write'),
    entries,
    ...(globScanMaxDepth !== undefined && { globScanMaxDepth }),
  };
}

import type { PermissionProfile } from '@tenon/protocol';
import { bindFiles, bindProfile, wholeDisk } from './bind.ts';
import { meetFiles, restricted, sameFiles } from './files-algebra.ts';
import type { Place } from './place.ts';

/**
 * What both profiles allow in one place, and nothing else. The entries of the answer are paths of that place, links
 * resolved; a side that rules no files leaves those of the other as they are written. Every denial of either side stays.
 */
export function intersectProfiles(a: PermissionProfile, b: PermissionProfile, place: Place): PermissionProfile {
  if (a.type === 'disabled') return b;
  if (b.type === 'disabled') return a;
  const network = { enabled: a.network.enabled && b.network.enabled };
  if (a.type === 'external' || b.type === 'external') {
    const managed = a.type === 'managed' ? a : b;
    return managed.type === 'external' ? { type: 'external', network } : { ...managed, network };
  }
  return { type: 'managed', network, fileSystem: intersectFileSystems(a.fileSystem, b.fileSystem, place) };
}

type Managed = Extract<PermissionProfile, { type: 'managed' }>;
type FileSystem = Managed['fileSystem'];

function intersectFileSystems(a: FileSystem, b: FileSystem, place: Place): FileSystem {
  if (a.type === 'unrestricted') return b;
  if (b.type === 'unrestricted' || JSON.stringify(a) === JSON.stringify(b)) return a;
  return restricted(meetFiles(bindFiles(a, place), bindFiles(b, place)));
}

/**
 * Whether two profiles allow the same in one place, and leave it to the same side to see to it. `disabled`, and `managed`
 * without any limit, are the same: there is nothing to see to.
 */
export function equalProfiles(a: PermissionProfile, b: PermissionProfile, place: Place): boolean {
  const [one, other] = [bindProfile(a, place), bindProfile(b, place)];
  return (
    (one.confinedBy === 'external') === (other.confinedBy === 'external') &&
    one.network === other.network &&
    sameFiles(one.files ?? wholeDisk, other.files ?? wholeDisk)
  );
}

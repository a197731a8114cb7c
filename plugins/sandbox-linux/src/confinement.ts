import { PROTECTED_NAMES, rootsOf } from '@tenon/confined-files';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { inside, isWithin } from './paths.ts';

/**
 * What a command may touch, flat: all that the mechanism knows. Everything else may be read and not written. Paths are absolute
 * and need not exist. The most specific path decides; of equal paths `unreadable` wins over `readOnly`, and that over `writable`.
 */
export interface Confinement {
  readonly writable: readonly string[];
  readonly readOnly: readonly string[];
  readonly unreadable: readonly string[];
  readonly network: boolean;
}

/** A legacy policy as such a list. `real` resolves the links of a root; undefined for one that is not there. */
export function confinementOf(request: SandboxRequest, real: (path: string) => string | undefined): Confinement {
  const { policy } = request;
  const roots = [...new Set(rootsOf(request).map(real))].filter((root) => root !== undefined);
  const readOnly = roots.flatMap((root) => PROTECTED_NAMES.map((name) => inside(root, name)));
  return {
    // A root within what another root protects stays protected, as it does for files.
    writable: roots.filter((root) => !readOnly.some((path) => isWithin(root, path))),
    readOnly,
    unreadable: [],
    network: (policy.type === 'readOnly' || policy.type === 'workspaceWrite') && policy.networkAccess === true,
  };
}

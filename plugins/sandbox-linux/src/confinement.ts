import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { bindProfile, compileEnforcement } from '@tenon/sandboxing';

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

/** A profile as such a list, in its place. `resolve` as in `Place`. */
export function confinementOf(
  { profile, cwd, tmpdir }: SandboxRequest,
  resolve: (path: string) => string | undefined,
): Confinement {
  const compiled = compileEnforcement(bindProfile(profile, { cwd, tmpdir, resolve }));
  return {
    writable: compiled.writableRoots.map(({ path }) => path),
    readOnly: compiled.readOnly,
    unreadable: compiled.unreadable,
    network: compiled.network,
  };
}

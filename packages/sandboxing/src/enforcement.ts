import type { Access } from './access.ts';
import { ruleAccess } from './access-of.ts';
import type { BoundFiles, BoundProfile } from './bind.ts';
import { wholeDisk } from './bind.ts';
import { isWithin, join, parentOf } from './path.ts';
import { protectedNames } from './protected.ts';

export interface AccessStep {
  readonly path: string;
  readonly access: Access;
}

export interface WritableRoot {
  readonly path: string;
  /** What stays read-only below it: entries, and protected names directly below. They may not exist yet. */
  readonly readOnly: readonly string[];
  /** What stays out of reach below it. */
  readonly unreadable: readonly string[];
}

/** A bound profile as flat lists of absolute, real paths, for what enforces it. */
export interface Enforcement {
  /** False for `disabled` and `external`, and where nothing is limited. */
  readonly needed: boolean;
  readonly network: boolean;
  /** Whether all is readable but for what the lists below say. */
  readonly readsWholeDisk: boolean;
  /** Whether all is writable but for what the lists below say. */
  readonly writesWholeDisk: boolean;
  /** Parents first, each changing what those before it give: mounts in this order enforce it. Without `/`, nothing is there. */
  readonly steps: readonly AccessStep[];
  /** All that is read-only: where the disk as a whole is not readable, or below what is writable. */
  readonly readOnly: readonly string[];
  readonly writableRoots: readonly WritableRoot[];
  readonly unreadable: readonly string[];
  /** Files that match are unreadable too. Look for them `globScanMaxDepth` folders deep; undefined: to the end. */
  readonly unreadableGlobs: readonly string[];
  readonly globScanMaxDepth: number | undefined;
  /**
   * What may not be written at any depth below a writable root either, unless a step says so. `steps` has those directly
   * below one; the enforcer looks for those of nested repositories. Empty where the whole disk may be written.
   */
  readonly protectedNames: readonly string[];
}

export function compileEnforcement(profile: BoundProfile): Enforcement {
  const files = profile.files ?? wholeDisk;
  const steps = stepsOf(files);
  const [first] = steps;
  const all = first?.path === '/' ? first.access : 'none';
  const writable = steps.filter(({ access, path }) => access === 'write' && path !== '/');
  const limited = steps.length !== 1 || all !== 'write' || files.deniedGlobs.length > 0 || !profile.network;
  const below = (path: string, access: Access) =>
    steps.filter((step) => step.access === access && step.path !== path && isWithin(step.path, path)).map(pathOf);
  return {
    needed: profile.confinedBy === 'sandbox' && limited,
    network: profile.network,
    readsWholeDisk: all !== 'none',
    writesWholeDisk: all === 'write',
    steps,
    readOnly: steps.filter(({ access, path }) => access === 'read' && path !== '/').map(pathOf),
    writableRoots: writable.map(({ path }) => ({
      path,
      readOnly: below(path, 'read'),
      unreadable: below(path, 'none'),
    })),
    unreadable: steps.filter(({ access, path }) => access === 'none' && path !== '/').map(pathOf),
    unreadableGlobs: files.deniedGlobs,
    globScanMaxDepth: files.globScanMaxDepth,
    protectedNames: writable.length > 0 ? protectedNames : [],
  };
}

const pathOf = ({ path }: AccessStep) => path;

/** The rules that change something, with the protected names of each writable root among them. */
function stepsOf(files: BoundFiles): readonly AccessStep[] {
  const steps: AccessStep[] = [];
  const said = new Map<string, Access>();
  const roots = [...files.rules].filter(([path, access]) => access === 'write' && path !== '/').map(([path]) => path);
  const kept = roots.flatMap((root) => protectedNames.map((name) => join(root, name)));
  for (const path of [...new Set([...files.rules.keys(), ...kept])].toSorted()) {
    const access = ruleAccess(files, path);
    if (access === inherited(said, path) || (access === 'none' && path === '/')) continue;
    said.set(path, access);
    steps.push({ path, access });
  }
  return steps;
}

function inherited(said: ReadonlyMap<string, Access>, path: string): Access | undefined {
  for (let at = path; at !== '/'; ) {
    at = parentOf(at);
    const access = said.get(at);
    if (access !== undefined) return access;
  }
  return undefined;
}

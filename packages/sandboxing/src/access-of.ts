import type { Access } from './access.ts';
import type { BoundFiles, BoundProfile } from './bind.ts';
import { splitGlob } from './glob.ts';
import { absolutePath, isWithin, parentOf } from './path.ts';
import { isProtectedBelow } from './protected.ts';

/**
 * What a bound profile lets be done with a path. `path` is absolute and real: links resolved, or the answer is about the
 * name. Throws `bad_permission_path` for a relative path or one with `..`.
 */
export function accessOf({ files }: BoundProfile, path: string): Access {
  const clean = absolutePath(path);
  if (!files) return 'write';
  return files.isDeniedByGlob(clean) ? 'none' : ruleAccess(files, clean);
}

/**
 * Whether what stands at `path` may be moved away or removed. Nothing that holds a rule of its own may, or what is denied
 * in it would come to light under another name, and neither may a writable root. Metadata of a nested repository, and files
 * in it that a glob for any folder denies, are known by looking only: ask `accessOf` for each path below as well.
 */
export function mayMove(profile: BoundProfile, path: string): boolean {
  const clean = absolutePath(path);
  if (accessOf(profile, clean) !== 'write') return false;
  const { rules, deniedGlobs } = profile.files ?? { rules: new Map<string, Access>(), deniedGlobs: [] };
  const held = [...rules.keys(), ...deniedGlobs.map((pattern) => splitGlob(pattern).folder)];
  return !held.some((each) => isWithin(each, clean));
}

type Rules = Pick<BoundFiles, 'rules'>;

/** The folder whose rule decides on a path; undefined when none does. */
export function decidingFolder({ rules }: Rules, path: string): string | undefined {
  for (let at = path; ; at = parentOf(at)) {
    if (rules.has(at)) return at;
    if (at === '/') return undefined;
  }
}

/** What the rules say without globs. */
export function ruleAccess(files: Rules, path: string): Access {
  const folder = decidingFolder(files, path);
  if (folder === undefined) return 'none';
  const access = files.rules.get(folder) ?? 'none';
  return access === 'write' && isProtectedBelow(path, folder) ? 'read' : access;
}

/** Whether metadata below a writable path is kept: not where the whole disk may be written. */
export const protectsBelow = (files: Rules, path: string): boolean => decidingFolder(files, path) !== '/';

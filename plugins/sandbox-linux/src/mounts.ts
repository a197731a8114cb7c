import { tenonError } from '@tenon/plugin-api';
import { type Access, type Enforcement, isProtectedName } from '@tenon/sandboxing';
import type { Found } from './disk/look.ts';
import { inside, isWithin, parentOf } from './paths.ts';

/** What is laid over what is there, a folder before what is in it. */
export interface Mount {
  readonly path: string;
  /** `passage`: hidden, but for what is mounted further down in it. `link`: made anew, where its folder is not there. */
  readonly kind: 'writable' | 'read-only' | 'hidden-folder' | 'passage' | 'hidden-file' | 'link';
  /** It was found by looking, and is no more to be kept when it is gone meanwhile. */
  readonly optional?: boolean;
}

/** Folders to be made for a command: for what may be written once it is there, and for what must not come to be. */
export interface HeldPlace {
  readonly folder: string;
  /** Relative to it, parents first. */
  readonly names: readonly string[];
}

export interface MountPlan {
  /** What all else is: nothing at all, to be read, or to be written. */
  readonly root: Access;
  readonly mounts: readonly Mount[];
  readonly held: readonly HeldPlace[];
}

/** bwrap takes 9,000 arguments, and its time grows with the square of these. */
const MOST_MOUNTS = 1000;

/** Looks at the file system, and decides what has to be mounted. Throws `sandbox_unavailable`. */
export function planMounts(enforcement: Enforcement, found: Found, plugin: string): MountPlan {
  const access = new Map<string, Access>(enforcement.steps.map((step) => [step.path, step.access]));
  const nested = new Set(found.metadata);
  for (const path of nested) access.set(path, 'read');
  for (const path of found.denied) access.set(path, 'none');
  const accessAt = (path: string): Access => {
    for (let at = path; ; at = parentOf(at)) {
      const said = access.get(at);
      if (said !== undefined || at === '/') return said ?? 'none';
    }
  };
  const [loose] = found.loose;
  if (loose !== undefined) throw linkUnprotected(loose, plugin);

  const mounts = new Map<string, Mount>();
  const held = new Map<string, string[]>();
  const hold = (folder: string, names: readonly string[]) => {
    held.set(folder, [...new Set([...(held.get(folder) ?? []), ...names])]);
  };
  const made = new Set<string>();
  const parentsFirst = [...access].toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [path, wanted] of parentsFirst) {
    const parent = parentOf(path);
    const around = accessAt(parent);
    if (path === '/' || (wanted === 'none' && around === 'none') || isKernels(path, wanted)) continue;
    const kind = kindOf(path);
    // Then it must be there: to be written in, or so that nothing else can come to be there.
    const differs = (wanted === 'write') !== (around === 'write');
    if (kind === 'link') {
      if (around === 'write') throw linkUnprotected(path, plugin);
      if (around === 'none') mounts.set(path, { path, kind: 'link' });
    } else if (kind === 'missing') {
      if (nested.has(path)) continue;
      const { folder, names } = missingPart(path);
      if (!differs || isOfKernel(folder) || !mayWrite(folder)) continue;
      // Of what must not come to be, the first folder that is not there is enough.
      const wholly = wanted === 'write' || made.has(parent);
      hold(folder, wholly ? names : names.slice(0, 1));
      const target = wholly ? path : inside(folder, names[0] ?? '');
      mounts.set(target, { path: target, kind: mountKind(wanted, 'folder') });
      if (wanted === 'write') made.add(path);
    } else {
      const optional = nested.has(path);
      // A bare one may be held by another command, and go with it.
      if (kind === 'folder' && differs && !optional && isBare(path) && mayWrite(parent)) hold(parent, [nameOf(path)]);
      mounts.set(path, { path, kind: mountKind(wanted, kind), optional });
    }
  }
  // What is mounted cannot be renamed, but the folders above it could, and another one be put in their place.
  for (const { path } of [...mounts.values()]) {
    for (let folder = parentOf(path); folder !== '/'; folder = parentOf(folder)) {
      if (!mounts.has(folder) && accessAt(parentOf(folder)) === 'write' && !isOfKernel(folder)) {
        mounts.set(folder, { path: folder, kind: 'writable', optional: true });
      }
    }
  }
  const all = [...mounts.values()];
  if (all.length > MOST_MOUNTS) throw tooMany(all.length, found, plugin);
  const reached = (folder: string) =>
    all.some(({ path, kind }) => path !== folder && isWithin(path, folder) && !kind.startsWith('hidden'));
  return {
    root: access.get('/') ?? 'none',
    mounts: all
      .map((each): Mount => (each.kind === 'hidden-folder' && reached(each.path) ? { ...each, kind: 'passage' } : each))
      .toSorted((one, other) => depthOf(one.path) - depthOf(other.path)),
    held: [...held].map(([folder, names]) => ({ folder, names })),
  };
}

const isOfKernel = (path: string) => ['/proc', '/dev', '/sys'].some((folder) => isWithin(path, folder));

/** `/proc` and `/dev` are the sandbox's own, and settings of the kernel are nobody's to write. What is denied in them is. */
const isKernels = (path: string, access: Access) =>
  access !== 'none' && (isWithin(path, '/proc') || path === '/dev' || (access === 'write' && isWithin(path, '/sys')));

const mountKind = (access: Access, kind: 'file' | 'folder'): Mount['kind'] => {
  if (access === 'none') return kind === 'file' ? 'hidden-file' : 'hidden-folder';
  return access === 'write' ? 'writable' : 'read-only';
};

/** The nearest folder that is there, and what is missing below it: of `/a` and `/a/b/c`, `b` and `b/c`. */
function missingPart(path: string): { readonly folder: string; readonly names: readonly string[] } {
  let folder = parentOf(path);
  while (folder !== '/' && kindOf(folder) === 'missing') folder = parentOf(folder);
  const parts = path.slice(folder === '/' ? 1 : folder.length + 1).split('/');
  return { folder, names: parts.map((_, index) => parts.slice(0, index + 1).join('/')) };
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

const depthOf = (path: string) => (path === '/' ? 0 : path.split('/').length);

type Kind = 'missing' | 'folder' | 'link' | 'file';

function kindOf(path: string): Kind {
  const found = process.getBuiltinModule('node:fs').lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'missing';
  if (found.isSymbolicLink()) return 'link';
  return found.isDirectory() ? 'folder' : 'file';
}

/** Whether nothing is in it but, perhaps, what is held for a command. */
function isBare(folder: string): boolean {
  try {
    const names = process.getBuiltinModule('node:fs').readdirSync(folder);
    return names.every((name) => isProtectedName(name) && isBare(inside(folder, name)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Gone since: whoever held it has ended. Or not to be read: another user's command may hold it.
    if (code === 'ENOENT' || code === 'EACCES') return true;
    if (code === 'ENOTDIR') return false;
    throw error;
  }
}

function mayWrite(folder: string): boolean {
  const { accessSync, constants } = process.getBuiltinModule('node:fs');
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
    throw error;
  }
}

/** A mount goes to where a link leads: the link itself would stay replaceable. */
function linkUnprotected(path: string, plugin: string): Error {
  return tenonError({
    code: 'sandbox_unavailable',
    message: `${path} is a symbolic link, which bubblewrap cannot keep from being replaced`,
    mend: 'Put a folder or file in its place, or leave the folder it is in out of the writable roots.',
    plugin,
    file: path,
  });
}

function tooMany(count: number, { denied, metadata }: Found, plugin: string): Error {
  return tenonError({
    code: 'sandbox_unavailable',
    message: `${count} places have to be kept from a command, more than the ${MOST_MOUNTS} that bubblewrap can: denied globs match ${denied.length} files and folders, and metadata of nested repositories is in ${metadata.length}`,
    mend: 'Deny the folders those files are in by their paths, set `glob_scan_max_depth`, or make a folder with fewer repositories writable.',
    plugin,
  });
}

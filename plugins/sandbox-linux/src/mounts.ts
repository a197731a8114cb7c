import { tenonError } from '@tenon/plugin-api';
import type { Confinement } from './confinement.ts';
import { foldersBetween, isWithin, parentOf } from './paths.ts';

/** What is laid over the read-only file system, a folder before what is in it. */
export interface Mount {
  readonly path: string;
  readonly kind: 'writable' | 'read-only' | 'hidden-folder' | 'hidden-file';
}

/** Names in a folder that must not come to be: something has to be there for a mount to hold its place. */
export interface HeldPlace {
  readonly folder: string;
  readonly names: readonly string[];
}

export interface MountPlan {
  readonly mounts: readonly Mount[];
  readonly held: readonly HeldPlace[];
}

/** Looks at the file system, and decides what has to be mounted. Throws `sandbox_unavailable`. */
export function planMounts(confinement: Confinement, plugin: string): MountPlan {
  const mounts = new Map<string, Mount>();
  const held = new Map<string, string[]>();
  for (const path of confinement.writable) {
    if (kindOf(path) !== 'missing') mounts.set(path, { path, kind: 'writable' });
  }
  const writable = [...mounts.keys()];

  for (const path of confinement.readOnly) {
    const parent = parentOf(path);
    const kind = kindOf(path);
    if (kind === 'link') throw linkUnprotected(path, plugin);
    // An empty one may be held by another command, and go with it.
    const holds = kind === 'missing' || (kind === 'folder' && isEmpty(path));
    if (holds && writable.some((root) => isWithin(parent, root)) && mayWrite(parent)) {
      held.set(parent, [...(held.get(parent) ?? []), path.slice(parent.length).replace('/', '')]);
    } else if (kind === 'missing') {
      continue;
    }
    mounts.set(path, { path, kind: 'read-only' });
  }
  for (const path of confinement.unreadable) {
    const kind = kindOf(path);
    if (kind === 'link') throw linkUnprotected(path, plugin);
    if (kind !== 'missing') mounts.set(path, { path, kind: kind === 'folder' ? 'hidden-folder' : 'hidden-file' });
  }
  // What is mounted cannot be renamed, but the folders above it could, and another one be put in their place.
  for (const { path } of [...mounts.values()]) {
    for (const root of writable) {
      for (const folder of foldersBetween(root, path)) {
        if (!mounts.has(folder) && !isShadowed(folder, confinement, root)) {
          mounts.set(folder, { path: folder, kind: 'writable' });
        }
      }
    }
  }
  const byDepth = [...mounts.values()].sort((one, other) => depthOf(one.path) - depthOf(other.path));
  return { mounts: byDepth, held: [...held].map(([folder, names]) => ({ folder, names })) };
}

/** Whether something between the root and the folder takes writing away again. */
const isShadowed = (folder: string, { readOnly, unreadable }: Confinement, root: string) =>
  [...readOnly, ...unreadable].some((path) => isWithin(path, root) && isWithin(folder, path));

const depthOf = (path: string) => (path === '/' ? 0 : path.split('/').length);

type Kind = 'missing' | 'folder' | 'link' | 'file';

function kindOf(path: string): Kind {
  const found = process.getBuiltinModule('node:fs').lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'missing';
  if (found.isSymbolicLink()) return 'link';
  return found.isDirectory() ? 'folder' : 'file';
}

function isEmpty(folder: string): boolean {
  try {
    return process.getBuiltinModule('node:fs').readdirSync(folder).length === 0;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Gone since: whoever held it has ended. Or not to be read: another user's command may hold it.
    if (code === 'ENOENT' || code === 'EACCES') return true;
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

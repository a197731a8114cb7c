import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { PROTECTED_NAMES, rootsOf } from './policy.ts';
import { realPathOf } from './real-path.ts';

/** What `workspaceWrite` lets be written; nothing under `readOnly`. */
export interface WritableArea {
  /** Both take real paths. A folder that holds something protected may be written in, but not moved or removed. */
  mayWrite(path: string): boolean;
  mayMove(path: string): boolean;
}

export async function writableArea(files: FileSystem, request: SandboxRequest): Promise<WritableArea> {
  if (request.policy.type !== 'workspaceWrite') return { mayWrite: () => false, mayMove: () => false };
  const found = await Promise.all(rootsOf(request).map((root) => realPathOf(files, root, 'follow')));
  const roots = found.filter((root) => root !== undefined);
  const guarded = roots.flatMap((root) => PROTECTED_NAMES.map((name) => inside(root, name)));

  const isProtected = (path: string) => guarded.some((each) => isWithin(path.toLowerCase(), each.toLowerCase()));
  return {
    mayWrite: (path) => roots.some((root) => isWithin(path, root)) && !isProtected(path),
    mayMove: (path) =>
      roots.some((root) => path !== root && isWithin(path, root)) &&
      !isProtected(path) &&
      // Not a folder with a writable root in it: its protected names would move along.
      !roots.some((root) => isWithin(root, path)),
  };
}

const inside = (folder: string, name: string) => (folder === '/' ? `/${name}` : `${folder}/${name}`);

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(inside(folder, ''));

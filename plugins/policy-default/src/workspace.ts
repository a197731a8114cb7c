import type { PolicyRequest } from '@tenon/plugin-api/policy';
import type { FileUpdateChange } from '@tenon/protocol';

/** Written only with approval, though under a writable root: they decide what runs later. */
const PROTECTED = ['.git', '.codex', '.agents', '.tenon'];

/** Whether the sandbox policy lets all of these be written. Paths are compared as they are spelled; the sandbox resolves links. */
export function isInWorkspace(changes: readonly FileUpdateChange[], request: PolicyRequest): boolean {
  const { sandboxPolicy, cwd, tmpdir } = request;
  if (sandboxPolicy.type === 'dangerFullAccess' || sandboxPolicy.type === 'externalSandbox') return true;
  if (sandboxPolicy.type === 'readOnly') return false;
  const roots = [cwd, ...(sandboxPolicy.writableRoots ?? [])];
  if (!sandboxPolicy.excludeTmpdirEnvVar) roots.push(tmpdir);
  if (!sandboxPolicy.excludeSlashTmp) roots.push('/tmp');
  const { posix } = process.getBuiltinModule('node:path');
  const within = (path: string, folder: string) => {
    const relative = posix.relative(folder, path);
    return relative !== '..' && !relative.startsWith('../');
  };
  const guarded = roots.flatMap((root) => PROTECTED.map((name) => posix.join(root, name)));
  return pathsOf(changes)
    .map((path) => posix.resolve(cwd, path))
    .every((path) => roots.some((root) => within(path, root)) && !guarded.some((each) => within(path, each)));
}

function pathsOf(changes: readonly FileUpdateChange[]): readonly string[] {
  return changes.flatMap(({ path, kind }) =>
    kind.type === 'update' && kind.move_path ? [path, kind.move_path] : [path],
  );
}

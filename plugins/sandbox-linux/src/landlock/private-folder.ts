import type { BoundProfile } from '@tenon/sandboxing';
import { inside } from '../paths.ts';

/**
 * A profile without the temporary folders that it lets be written, and a folder of the command's own in the first of them. Of a folder
 * in which `.git` must not come to be, Landlock can give only what is there, and nobody could make a temporary file.
 */
export function withPrivateFolder(
  bound: BoundProfile,
  { temporary, workspace }: { readonly temporary: readonly string[]; readonly workspace: string },
): { readonly bound: BoundProfile; readonly privateFolder: string | undefined } {
  const { files } = bound;
  if (!files) return { bound, privateFolder: undefined };
  const replaced = temporary.filter((folder) => files.rules.get(folder) === 'write' && folder !== workspace);
  const [first] = replaced;
  if (first === undefined) return { bound, privateFolder: undefined };
  const rules = new Map(files.rules);
  for (const folder of replaced) rules.delete(folder);
  const writableRoots = files.writableRoots.filter(({ real }) => !replaced.includes(real));
  const privateFolder = inside(first, `tenon-${crypto.randomUUID()}`);
  return { bound: { ...bound, files: { ...files, rules, writableRoots } }, privateFolder };
}

import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import { bundlePath } from '../content/bundle-path.ts';
import { defaultLimits } from '../content/limits.ts';
import { errno } from '../fault.ts';

export type Found = { readonly kind: 'file' | 'folder' } | { readonly problem: string };

/** The path that a field names, relative to the root; or why it names none. '' is the root itself. */
export function pathOf(value: string, root: string): { readonly path: string } | { readonly problem: string } {
  if (value !== '.' && !value.startsWith('./'))
    return { problem: `the path ${JSON.stringify(value)} must begin with "./"` };
  try {
    return { path: bundlePath(value, defaultLimits, root) ?? '' };
  } catch (error) {
    if (!isTenonError(error)) throw error;
    return { problem: `the path ${JSON.stringify(value)} does not stay inside the bundle, or is no plain path` };
  }
}

/** What lies at a path, links followed; null: nothing. A link out of the bundle is a problem. */
export async function find(root: string, path: string): Promise<Found | null> {
  try {
    const base = await realpath(root);
    const real = await realpath(join(root, path));
    if (real !== base && !real.startsWith(base.endsWith(sep) ? base : base + sep)) {
      return { problem: `${path} is a link out of the bundle` };
    }
    const found = await stat(real);
    if (found.isDirectory()) return { kind: 'folder' };
    return found.isFile() ? { kind: 'file' } : { problem: `${path} is neither a file nor a folder` };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errno(error))) return null;
    throw error;
  }
}

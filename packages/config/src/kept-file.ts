import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { isProjectFolder } from './project.ts';

/**
 * Where a file of a project's configuration really is, and whether it is kept: commands write no folder of the names that
 * configuration has, at any depth of the project. A link out of it leads to where they may, and a model would write its own
 * configuration. `root`: the project's.
 */
export function keptFile(file: string, root: string): { readonly real: string; readonly kept: boolean } {
  let real: string;
  let realRoot: string;
  try {
    real = realpathSync(file);
    realRoot = realpathSync(root);
  } catch (error) {
    // A link that leads nowhere; or reading it says what is wrong.
    if (error instanceof Error && 'code' in error) return { real: file, kept: true };
    throw error;
  }
  const below = real.startsWith(realRoot + sep) ? real.slice(realRoot.length) : real;
  return { real, kept: below.split(sep).some(isProjectFolder) };
}

import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { isProjectFolder } from './project.ts';

/**
 * Where a file of a project's configuration really is, and whether it is kept: commands write no folder of the names that
 * configuration has. A link out of it leads to where they may, and a model would write its own configuration.
 */
export function keptFile(file: string): { readonly real: string; readonly kept: boolean } {
  let real: string;
  try {
    real = realpathSync(file);
  } catch (error) {
    // A link that leads nowhere; or reading it says what is wrong.
    if (error instanceof Error && 'code' in error) return { real: file, kept: true };
    throw error;
  }
  return { real, kept: real.split(sep).some(isProjectFolder) };
}

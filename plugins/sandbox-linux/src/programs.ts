/** The programs a sandboxed command is started with, each by its absolute path. */
export interface Programs {
  readonly bwrap: string;
  readonly sh: string;
  readonly perl: string;
}

const NAMES = ['bwrap', 'sh', 'perl'] as const;

/** The first of each that can be run, and the names of those that are missing. */
export function findPrograms(
  folders: readonly string[],
  bwrap: string | undefined,
): { readonly found: Programs } | { readonly missing: readonly string[] } {
  const paths = NAMES.map((name) => {
    const given = name === 'bwrap' ? bwrap : undefined;
    return [name, given === undefined ? findProgram(name, folders) : [given].find(isProgram)] as const;
  });
  const missing = paths.flatMap(([name, path]) => (path === undefined ? [name] : []));
  return missing.length > 0 ? { missing } : { found: Object.fromEntries(paths) as unknown as Programs };
}

/** The first of that name that can be run. */
export const findProgram = (name: string, folders: readonly string[]): string | undefined =>
  folders.map((each) => `${each}/${name}`).find(isProgram);

function isProgram(path: string): boolean {
  const { accessSync, constants, statSync } = process.getBuiltinModule('node:fs');
  // A relative one would be another with every folder.
  if (!path.startsWith('/') || !statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return false;
    throw error;
  }
}

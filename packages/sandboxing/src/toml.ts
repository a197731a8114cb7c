import { tenonError } from '@tenon/plugin-api';
import type { FileSystemPath, FileSystemSandboxEntry, FileSystemSpecialPath, PermissionProfile } from '@tenon/protocol';
import type { Access } from './access.ts';
import { checkGlob, escapeGlob, isGlob } from './glob.ts';
import { absolutePath, join, relativePath } from './path.ts';

/** `[permissions.<name>]` of config.toml, as read. */
export interface PermissionsTable {
  /** Access by path; a table is of paths below one. `glob_scan_max_depth` is a number from 1. */
  readonly filesystem?: { readonly [path: string]: unknown } | undefined;
  readonly network?: { readonly enabled?: boolean | undefined } | undefined;
}

export interface TomlPlace {
  /** The name of the table, for errors. */
  readonly name: string;
  /** What `~/` stands for; absolute. */
  readonly home: string;
}

export interface TomlProfile {
  readonly profile: PermissionProfile;
  /** What was read and has no effect, each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * The profile that a table of config.toml stands for, its special paths still symbolic. A name such as `:new` that is not
 * known is kept, and warned of. Throws `bad_permission_profile` for what cannot be meant.
 */
export function profileOfToml({ filesystem = {}, network }: PermissionsTable, place: TomlPlace): TomlProfile {
  const reader: Reader = { ...place, entries: [], warnings: [] };
  const { glob_scan_max_depth: depth, ...paths } = filesystem;
  if (depth !== undefined && !(Number.isSafeInteger(depth) && Number(depth) > 0)) {
    throw bad(
      reader,
      'glob_scan_max_depth',
      'it is not a whole number from 1',
      'Write the number of folders to look into.',
    );
  }
  for (const [path, value] of Object.entries(paths)) {
    if (typeof value !== 'object' || value === null) readEntry(reader, path, '', value);
    else for (const [below, access] of Object.entries(value)) readEntry(reader, path, below, access);
  }
  return {
    profile: {
      type: 'managed',
      network: { enabled: network?.enabled ?? false },
      fileSystem: {
        type: 'restricted',
        entries: reader.entries,
        ...(depth !== undefined && { globScanMaxDepth: Number(depth) }),
      },
    },
    warnings: reader.warnings,
  };
}

interface Reader extends TomlPlace {
  readonly entries: FileSystemSandboxEntry[];
  readonly warnings: string[];
}

function readEntry(reader: Reader, key: string, below: string, access: unknown): void {
  const label = below === '' ? key : `${key} / ${below}`;
  if (access !== 'read' && access !== 'write' && access !== 'none') {
    throw bad(reader, label, `${JSON.stringify(access)} is no access`, 'Write "read", "write" or "none".');
  }
  try {
    for (const path of pathsOf(reader, key, below, access)) reader.entries.push({ path, access });
  } catch (cause) {
    throw bad(reader, label, cause instanceof Error ? cause.message : String(cause), undefined, cause);
  }
}

const trailingAll = /(^|\/)\*\*\/?$/;

function pathsOf(reader: Reader, key: string, below: string, access: Access): FileSystemPath[] {
  // A folder's path means all that is below it anyway.
  const folder = key === '/**' ? '/' : key.replace(trailingAll, '');
  const [base, rest] = below === '' ? [folder, ''] : [key, relativeText(below.replace(trailingAll, ''))];
  if (!base.startsWith(':')) {
    const { home } = reader;
    const pattern = join(folderOf(base, escapeGlob(home)), rest);
    return literalOrGlob(join(folderOf(base, home), rest), access, pattern);
  }
  if (base === ':root' && rest !== '') return literalOrGlob(`/${rest}`, access);
  if (base === ':slash_tmp' && rest !== '') return literalOrGlob(`/tmp/${rest}`, access);
  if (base === ':project_roots' || base === ':cwd') return inProject(rest, access);
  if ((base === ':tmpdir' || base === ':minimal') && rest !== '') {
    throw new Error(`\`${base}\` takes no paths below it`);
  }
  return [{ type: 'special', value: specialOf(base, rest, reader) }];
}

function specialOf(name: string, subpath: string, reader: Reader): FileSystemSpecialPath {
  if (name === ':root') return { kind: 'root' };
  if (name === ':slash_tmp') return { kind: 'slash_tmp' };
  if (name === ':tmpdir') return { kind: 'tmpdir' };
  if (name === ':minimal') return { kind: 'minimal' };
  reader.warnings.push(
    `\`${name}\` of permissions.${reader.name}.filesystem is not known to this version and is ignored.`,
  );
  return { kind: 'unknown', path: name, subpath: subpath || null };
}

/** `.` is the folder itself. */
function relativeText(text: string): string {
  if (text.startsWith('/')) throw new Error('a path below a folder must be relative');
  return text === '.' ? '' : text.replace(/^\.\//, '');
}

function folderOf(path: string, home: string): string {
  if (path === '~') return home;
  if (path.startsWith('~/')) return join(home, path.slice(2));
  if (path.startsWith('/')) return path;
  throw new Error('a path must be absolute, use `~/...`, or start with `:`');
}

function inProject(subpath: string, access: Access): FileSystemPath[] {
  const literal = (): FileSystemPath => ({
    type: 'special',
    value: { kind: 'project_roots', subpath: relativePath(subpath) || null },
  });
  return either(subpath, access, literal);
}

const literalOrGlob = (path: string, access: Access, pattern = path) =>
  either(pattern, access, () => ({ type: 'path', path: absolutePath(path) }));

/** Brackets and braces stand in names of real folders too: such a text is denied in both meanings. */
function either(text: string, access: Access, literal: () => FileSystemPath): FileSystemPath[] {
  const hasStar = /[*?]/.test(text);
  if (access !== 'none' || !isGlob(text)) {
    if (!hasStar) return [literal()];
    throw new Error(`a glob only supports "none" access; use an exact path or a trailing \`/**\``);
  }
  checkGlob(text);
  const glob: FileSystemPath = { type: 'glob_pattern', pattern: text };
  return hasStar ? [glob] : [glob, literal()];
}

function bad({ name }: Reader, key: string, why: string, mend = 'Correct the entry.', cause?: unknown): Error {
  return tenonError({
    code: 'bad_permission_profile',
    message: `permissions.${name}.filesystem: ${JSON.stringify(key)}: ${why}`,
    mend,
    cause,
  });
}

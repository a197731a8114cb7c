import type {
  AdditionalPermissionProfile,
  FileSystemPath,
  FileSystemSandboxEntry,
  FileSystemSpecialPath,
  PermissionProfile,
  PermissionProfileFileSystemPermissions,
} from '@tenon/protocol';
import { additionalFiles, uniqueEntries } from './additional.ts';
import { type FileEntries, pathEntry, restricted } from './files-algebra.ts';
import { checkGlob } from './glob.ts';
import { bad, flagOf, listOf, show, type Table, tableOf, textOf } from './json-table.ts';
import { absolutePath, relativePath } from './path.ts';
import { readPolicy } from './read-policy.ts';

/**
 * A profile in any spelling that Codex has written: the wire's camel case, the snake case of rollouts and of its command
 * line, the untagged `{network, file_system}` of before profiles had a type, split file rules (`{kind, entries}`), and
 * sandbox policies. A special path of a kind that is not known becomes `unknown`. Throws `bad_permission_profile`, naming the
 * place in the value, or `bad_permission_path`: what cannot be read is never taken for something wider.
 */
export function readProfile(value: unknown): PermissionProfile {
  const table = tableOf(value, 'the profile');
  const files = table.fileSystem ?? table.file_system;
  const enabled = () => ({ enabled: networkOf(table.network) });
  switch (table.type) {
    case 'disabled':
      return { type: 'disabled' };
    case 'external':
      return { type: 'external', network: enabled() };
    case 'managed':
      return { type: 'managed', network: enabled(), fileSystem: fileSystemOf(tableOf(files, 'fileSystem')) };
    case undefined:
      break;
    default:
      return readPolicy(table);
  }
  if (table.mode !== undefined) return readPolicy(table);
  if (table.kind === 'external-sandbox') return { type: 'external', network: enabled() };
  if (table.kind !== undefined) return { type: 'managed', network: enabled(), fileSystem: fileSystemOf(table) };
  if (files === undefined && table.network === undefined) throw bad('type', 'it is missing');
  return { type: 'managed', network: enabled(), fileSystem: fileSystemOf(tableOf(files ?? {}, 'fileSystem')) };
}

/**
 * More permissions as a model asks for them (`{network, file_system: {read, write}}`) or a client answers, in camel or snake
 * case, each path once in its list and once among the entries. Throws what `readProfile` throws.
 */
export function readAdditional(value: unknown): AdditionalPermissionProfile {
  const table = tableOf(value, 'the permissions');
  const files = table.fileSystem ?? table.file_system;
  const entries: FileEntries = files == null ? { entries: [] } : fileEntriesOf(tableOf(files, 'fileSystem'));
  return {
    network: networkOf(table.network) ? { enabled: true } : null,
    fileSystem: additionalFiles({ ...entries, entries: uniqueEntries(entries.entries) }),
  };
}

/** `"enabled"`, `"restricted"` or `{enabled}`; missing is restricted. */
function networkOf(value: unknown): boolean {
  if (value === undefined || value === null || value === 'restricted') return false;
  if (value === 'enabled') return true;
  return flagOf(tableOf(value, 'network').enabled, 'network.enabled');
}

function fileSystemOf(table: Table): PermissionProfileFileSystemPermissions {
  const type = table.type ?? table.kind ?? 'restricted';
  if (type === 'unrestricted') return { type };
  if (type !== 'restricted') throw bad('fileSystem.type', `${show(type)} is not known`);
  return restricted(fileEntriesOf(table));
}

function fileEntriesOf(table: Table): FileEntries {
  const depth = table.globScanMaxDepth ?? table.glob_scan_max_depth ?? undefined;
  if (depth !== undefined && !(Number.isSafeInteger(depth) && Number(depth) > 0)) {
    throw bad('fileSystem.globScanMaxDepth', `${show(depth)} is not a whole number from 1`);
  }
  const listed = (name: 'read' | 'write') =>
    listOf(table[name], `fileSystem.${name}`).map((path, at) =>
      pathEntry(absolutePath(textOf(path, `fileSystem.${name}[${at}]`)), name),
    );
  const entries = listOf(table.entries, 'fileSystem.entries').map((entry, at) =>
    entryOf(entry, `fileSystem.entries[${at}]`),
  );
  return {
    entries: [...listed('read'), ...listed('write'), ...entries],
    ...(depth !== undefined && { globScanMaxDepth: Number(depth) }),
  };
}

function entryOf(value: unknown, where: string): FileSystemSandboxEntry {
  const { path, access: written } = tableOf(value, where);
  // Codex after 0.128 writes `deny`.
  const access = written === 'deny' ? 'none' : written;
  if (access !== 'read' && access !== 'write' && access !== 'none') {
    throw bad(`${where}.access`, `${show(written)} is no access`);
  }
  return { path: pathOf(tableOf(path, `${where}.path`), `${where}.path`), access };
}

function pathOf(table: Table, where: string): FileSystemPath {
  switch (table.type) {
    case 'path':
      return { type: 'path', path: absolutePath(textOf(table.path, `${where}.path`)) };
    case 'glob_pattern': {
      const pattern = textOf(table.pattern, `${where}.pattern`);
      checkGlob(pattern);
      return { type: 'glob_pattern', pattern };
    }
    case 'special':
      return { type: 'special', value: specialOf(tableOf(table.value, `${where}.value`), `${where}.value`) };
    default:
      throw bad(`${where}.type`, `${show(table.type)} is not known`);
  }
}

function specialOf(table: Table, where: string): FileSystemSpecialPath {
  const kind = textOf(table.kind, `${where}.kind`);
  const subpath = table.subpath == null ? null : textOf(table.subpath, `${where}.subpath`);
  switch (kind) {
    case 'root':
    case 'minimal':
    case 'tmpdir':
    case 'slash_tmp':
      return { kind };
    case 'project_roots':
    case 'current_working_directory':
      return { kind: 'project_roots', subpath: relativePath(subpath ?? '') || null };
    case 'unknown':
      return { kind, path: textOf(table.path, `${where}.path`), subpath };
    default:
      return { kind: 'unknown', path: `:${kind}`, subpath };
  }
}

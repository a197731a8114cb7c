import * as z from 'zod/mini';
import { type Fields, table } from './fields.ts';
import { find, pathOf } from './inside.ts';
import type { BundlePart } from './manifest.ts';

/** Codex takes one path; Claude Code, and `package.json#tenon`, a path, a list, or the thing itself. */
export type Dialect = 'codex' | 'claude' | 'tenon';
type Kind = 'file' | 'folder' | 'either';

const pathOrList = z.union([z.string(), z.array(z.string())]);
const part = z.union([z.string(), table]);
const partOrList = z.union([part, z.array(part)]);

/** A path that a field names, when it is there and of that kind; else null, and the problem is told. */
export async function namedPath(
  fields: Fields,
  key: string,
  value: string,
  root: string,
  kind: Kind,
  dialect: Dialect,
) {
  const read = pathOf(value, root);
  if ('problem' in read) {
    fields.problem(key, read.problem);
    return null;
  }
  if (read.path === '' && (kind === 'file' || dialect === 'codex')) {
    fields.problem(key, 'it names the bundle itself');
    return null;
  }
  const found = await find(root, read.path);
  if (found === null) fields.problem(key, `${value} is not there`);
  else if ('problem' in found) fields.problem(key, found.problem);
  else if (kind !== 'either' && found.kind !== kind) fields.problem(key, `${value} is no ${kind}`);
  else return read.path;
  return null;
}

/** A default path, when it is there. A default that is a link out of the bundle is told of. */
async function defaultPath(fields: Fields, key: string, path: string, root: string, kind: 'file' | 'folder') {
  const found = await find(root, path);
  if (found !== null && 'problem' in found) fields.problem(key, found.problem);
  return found !== null && 'kind' in found && found.kind === kind ? path : null;
}

/** Folders (and files, where `kind` is `either`): the default one, and those that the field adds. */
export async function pathsOf(fields: Fields, key: string, normal: string, root: string, kind: Kind, dialect: Dialect) {
  const wants = dialect === 'codex' ? 'a path' : 'a path or a list of paths';
  const schema: z.ZodMiniType<string | string[]> = dialect === 'codex' ? z.string() : pathOrList;
  const values = [fields.take(key, schema, wants) ?? []].flat();
  const paths = new Set<string>();
  const own = await defaultPath(fields, key, normal, root, 'folder');
  if (own !== null) paths.add(own);
  for (const value of values) {
    const path = await namedPath(fields, key, value, root, kind, dialect);
    if (path !== null) paths.add(path);
  }
  return [...paths];
}

/** Files, or the things themselves. In Codex's dialect a path stands in the default's place; in the others it adds to it. */
export async function partsOf(
  fields: Fields,
  key: string,
  normal: string,
  root: string,
  dialect: Dialect,
): Promise<BundlePart[]> {
  const wants = dialect === 'codex' ? 'a path' : 'a path, an object, or a list of these';
  const schema: z.ZodMiniType<string | Record<string, unknown> | (string | Record<string, unknown>)[]> =
    dialect === 'codex' ? z.string() : partOrList;
  const values = [fields.take(key, schema, wants) ?? []].flat();
  const parts: BundlePart[] = [];
  const files = new Set<string>();
  const add = (file: string | null): void => {
    if (file === null || files.has(file)) return;
    files.add(file);
    parts.push({ file });
  };
  if (dialect !== 'codex' || !fields.has(key)) add(await defaultPath(fields, key, normal, root, 'file'));
  for (const value of values) {
    if (typeof value === 'string') add(await namedPath(fields, key, value, root, 'file', dialect));
    else parts.push({ inline: value });
  }
  return parts;
}

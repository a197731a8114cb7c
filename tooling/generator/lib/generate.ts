import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type Kind = 'package' | 'plugin';

export interface Request {
  readonly kind: Kind;
  /** Lower-case words joined by hyphens: the folder's name. */
  readonly name: string;
  readonly description: string;
}

/** A request that cannot be carried out; the message says what to do instead. */
export class GeneratorError extends Error {}

const templates = resolve(import.meta.dirname, '../templates');

export const npmName = ({ kind, name }: Pick<Request, 'kind' | 'name'>) =>
  kind === 'package' ? `@tenon/${name}` : `@tenon/plugin-${name}`;

/** The folder of a package, from the root. */
export const folderOf = ({ kind, name }: Pick<Request, 'kind' | 'name'>) =>
  kind === 'package' ? `packages/${name}` : `plugins/${name}`;

/** A template's text with its words filled in; a package.json comes out as Biome formats it. */
function fill(path: string, text: string, request: Request): string {
  const words: Readonly<Record<string, string>> = {
    __NAME__: request.name,
    __NPM_NAME__: npmName(request),
    __PLUGIN_ID__: `tenon.${request.name}`,
    __DESCRIPTION__: request.description,
  };
  if (!path.endsWith('.json.tpl')) return text.replace(/__[A-Z_]+__/g, (word) => words[word] ?? word);
  const value = JSON.parse(text, (_key, each) =>
    typeof each === 'string' ? each.replace(/__[A-Z_]+__/g, (word) => words[word] ?? word) : each,
  );
  return path.endsWith('package.json.tpl') ? `${JSON.stringify(value, null, 2)}\n` : text;
}

/**
 * Makes a package and its first changeset.
 *
 * @returns the paths made, from the root
 * @throws GeneratorError when the name is no name, or is taken
 */
export function generate(root: string, request: Request): string[] {
  const { kind, name, description } = request;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new GeneratorError(`${name}: a name is lower-case words joined by hyphens, such as tool-search`);
  }
  const folder = folderOf(request);
  const target = join(root, folder);
  if (existsSync(target)) throw new GeneratorError(`${folder} exists already: choose another name, or remove it first`);

  // Made aside and renamed, so that an interrupted run leaves no half package behind.
  const aside = join(root, folder.replace(/[^/]+$/, `.new-${name}`));
  rmSync(aside, { recursive: true, force: true });
  cpSync(join(templates, kind), aside, { recursive: true });
  for (const entry of readdirSync(aside, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    writeFileSync(path, fill(path, readFileSync(path, 'utf8'), request));
    renameSync(path, path.replace(/\.tpl$/, ''));
  }
  renameSync(aside, target);

  const changeset = `.changeset/${npmName(request).replace('@tenon/', '')}.md`;
  mkdirSync(join(root, '.changeset'), { recursive: true });
  writeFileSync(join(root, changeset), `---\n'${npmName(request)}': minor\n---\n\n${description}\n`);
  return [folder, changeset];
}

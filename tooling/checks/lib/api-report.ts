import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Declaration, type DeclarationFile, type Origin, readDeclarationFile } from './declaration-file.ts';

interface Place {
  readonly file: string;
  readonly name: string;
}

/** `./x.ts` or `./x.js` of a declaration file, as the declaration file it means. */
function declarationPath(from: string, specifier: string): string {
  const path = resolve(dirname(from), specifier).replace(/\.(ts|js)$/, '');
  const file = [`${path}.d.ts`, join(path, 'index.d.ts')].find((each) => existsSync(each));
  if (!file) throw new Error(`${from}: cannot find the declarations of '${specifier}'; run: pnpm run build`);
  return file;
}

/**
 * Lists what an entry offers: every exported declaration by name, then the declarations they mention that are
 * not exported, without comments. Names of the package's other entries and of other packages stay imports, so a
 * change shows in one report only.
 *
 * @param entry the entry's .d.ts file
 * @param entries the .d.ts file of each entry of the package, and the name that it is imported by
 */
export function apiReport(entry: string, entries: ReadonlyMap<string, string>): string {
  const files = new Map<string, DeclarationFile>();
  const read = (file: string): DeclarationFile => {
    const known = files.get(file) ?? readDeclarationFile(file);
    files.set(file, known);
    return known;
  };
  const imports = new Set<string>();
  const reexports = new Set<string>();
  const found = new Map<Declaration, string>();

  /** The public name of a module seen from `file`, or its declaration file when it is private to the package. */
  const locate = (file: string, from: string): { public: string } | { private: string } => {
    if (!from.startsWith('.')) return { public: from };
    const path = declarationPath(file, from);
    const name = path === entry ? undefined : entries.get(path);
    return name === undefined ? { private: path } : { public: name };
  };

  const keep = (declaration: Declaration, file: string): void => {
    if (found.has(declaration)) return;
    found.set(declaration, file);
    for (const name of declaration.mentions) mention(file, name);
    for (const origin of declaration.inlineImports) follow(file, origin, () => {});
  };

  const mention = (file: string, name: string): void => {
    const { declarations, imports: imported } = read(file);
    for (const each of declarations) if (each.names.includes(name)) keep(each, file);
    const origin = imported.get(name);
    if (origin) follow(file, origin, (from) => imports.add(importLine(origin.name, name, from)));
  };

  const follow = (file: string, { from, name }: Origin, atPublic: (from: string) => void): void => {
    const where = locate(file, from);
    if ('public' in where) atPublic(where.public);
    else if (name === '*') for (const each of read(where.private).declarations) keep(each, where.private);
    else take({ file: where.private, name });
  };

  /** Keeps what a private module exports under a name. */
  const take = ({ file, name }: Place): void => {
    const { exports, stars } = read(file);
    const target = exports.get(name);
    if (typeof target === 'string') mention(file, target);
    else if (target) follow(file, target, (from) => imports.add(importLine(target.name, name, from)));
    else for (const from of stars) follow(file, { from, name }, () => {});
  };

  /** Follows an export of the entry to its declarations, whose own name may differ. */
  const offer = (file: string, exported: string, as: string): string | undefined => {
    const target = read(file).exports.get(exported);
    if (target === undefined) return undefined;
    const origin = typeof target === 'string' ? read(file).imports.get(target) : target;
    if (!origin) {
      mention(file, target as string);
      return target as string;
    }
    const where = locate(file, origin.from);
    if ('private' in where && origin.name !== '*') return offer(where.private, origin.name, as);
    if ('private' in where) follow(file, origin, () => {});
    reexports.add(exportLine(origin.name, as, 'public' in where ? where.public : origin.from));
    return undefined;
  };

  /** Local names that are exported, and whether under that name. */
  const exported = new Map<string, boolean>();
  const offerAll = (file: string): void => {
    const { exports, stars } = read(file);
    for (const name of exports.keys()) {
      const local = offer(file, name, name);
      if (local === undefined) continue;
      if (local !== name) reexports.add(`export { ${local} as ${name} };`);
      exported.set(local, exported.get(local) === true || local === name);
    }
    for (const from of stars) {
      const where = locate(file, from);
      if ('private' in where) offerAll(where.private);
      else reexports.add(`export * from '${where.public}';`);
    }
  };
  offerAll(entry);

  const shown = [...found.keys()].map((each) => {
    const names = each.names.filter((name) => exported.has(name));
    const asIs = names.some((name) => exported.get(name));
    return { key: each.names.join(), isPublic: names.length > 0, text: asIs ? `export ${each.text}` : each.text };
  });
  const text = (isPublic: boolean) =>
    shown
      .filter((each) => each.isPublic === isPublic)
      .sort((a, b) => compare(a.key, b.key) || compare(a.text, b.text))
      .map((each) => each.text);
  const hidden = text(false);
  return [
    ...[...imports].sort(compare),
    ...[...reexports].sort(compare),
    ...text(true),
    ...(hidden.length > 0 ? ['// Mentioned above, not exported:', ...hidden] : []),
  ].join('\n');
}

/** By code units, so that the order does not hang on a locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const importLine = (name: string, local: string, from: string) =>
  name === '*' ? `import * as ${local} from '${from}';` : `import { ${renamed(name, local)} } from '${from}';`;

const exportLine = (name: string, as: string, from: string) =>
  name === '*' ? `export * as ${as} from '${from}';` : `export { ${renamed(name, as)} } from '${from}';`;

const renamed = (name: string, as: string) => (name === as ? name : `${name} as ${as}`);

import { type BoundProfile, protectedNames, regexOfGlob, regexOfText } from '@tenon/sandboxing';
import type { Filter } from './filter.ts';

/** Which paths may be read, be written, and must stay where they are. One filter of a list is enough. */
export interface FileRules {
  readonly readable: readonly Filter[];
  readonly writable: readonly Filter[];
  /** The folders above what may be read: programs ask whether they are there. */
  readonly visible: readonly Filter[];
  /** Among those that may be written: they may not be moved or removed, or what is kept in them would come to light elsewhere. */
  readonly held: readonly Filter[];
}

const everything: Filter = { kind: 'subpath', path: '/' };

/**
 * A bound profile's rules. Each area is allowed for itself, without what more specific rules decide: so the order of rules does not
 * matter, and what none of them names stays forbidden.
 */
export function fileRules({ files }: BoundProfile): FileRules {
  if (!files) return { readable: [everything], writable: [everything], visible: [], held: [] };
  const { rules, deniedGlobs } = files;
  const paths = [...rules.keys()].toSorted();
  const globs = deniedGlobs.map(
    (glob): Filter => ({ kind: 'not', filter: { kind: 'regex', source: regexOfGlob(glob) } }),
  );
  const area = (path: string, more: readonly Filter[] = []): Filter => {
    const inner = paths.filter((each) => each !== path && isWithin(each, path));
    const outermost = inner.filter((each) => !inner.some((other) => other !== each && isWithin(each, other)));
    const without = outermost.map((each): Filter => ({ kind: 'not', filter: { kind: 'subpath', path: each } }));
    return { kind: 'all', of: [{ kind: 'subpath', path }, ...without, ...more, ...globs] };
  };
  const writable = paths.filter((path) => rules.get(path) === 'write');
  const mayBeWritten = (path: string) => writable.some((root) => isWithin(path, root));
  const kept = [...paths, ...deniedGlobs.map(folderOf)].flatMap(withParents).filter(mayBeWritten);
  const readable = paths.filter((path) => rules.get(path) !== 'none');
  return {
    readable: readable.map((path) => area(path)),
    writable: writable.map((path) => area(path, path === '/' ? [] : [withoutMetadata(path)])),
    visible: readable.includes('/') ? [] : literals(readable.flatMap((path) => withParents(path).slice(0, -1))),
    held: literals(kept),
  };
}

const literals = (paths: readonly string[]) =>
  [...new Set(paths)].toSorted().map((path): Filter => ({ kind: 'literal', path }));

/** Below a folder, at any depth. In any case: most disks do not tell it apart. */
function withoutMetadata(folder: string): Filter {
  const names = protectedNames.map((name) =>
    regexOfText(name).replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
  );
  return {
    kind: 'not',
    filter: { kind: 'regex', source: `^${regexOfText(folder)}/(.*/)?(${names.join('|')})(/.*)?$` },
  };
}

/** The folder above the first part of a glob that has a wildcard. */
function folderOf(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => /[*?[\]{}\\]/.test(part));
  return parts.slice(0, first < 0 ? -1 : first).join('/') || '/';
}

const isWithin = (path: string, folder: string) => folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** The path and the folders above it. */
function withParents(path: string): readonly string[] {
  const parts = path.split('/').slice(1);
  return path === '/' ? [] : parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

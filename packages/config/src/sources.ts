import { dotted } from './dotted.ts';
import { locate, type Position } from './locate.ts';
import type { FileSource, OverrideSource, SourceLayer } from './stack.ts';
import { isTable, valueAt } from './table.ts';

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'override'; readonly text: string }
  | { readonly kind: 'file'; readonly file: string; readonly position: Position };

/** What a value can have come from: the highest first. */
export type Sources = readonly Pick<SourceLayer, 'config' | 'source'>[];

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.length <= path.length && start.every((segment, at) => segment === path[at]);

export type OriginFinder = (path: readonly string[]) => Origin | undefined;

/** Finds where values come from. A file's text is searched for positions only once one is asked for. */
export function originFinder(sources: Sources): OriginFinder {
  const located = new Map<FileSource, ReturnType<typeof locate>>();
  const inFile = (source: FileSource, path: readonly string[]): Origin => {
    const positions = located.get(source) ?? locate(source.text);
    located.set(source, positions);
    for (let length = path.length; length > 0; length -= 1) {
      const position = positions(path.slice(0, length));
      if (position) return { kind: 'file', file: source.file, position };
    }
    return { kind: 'file', file: source.file, position: { line: 1, column: 1 } };
  };
  return (path) => {
    // What is nowhere, such as a key that is missing, is looked for where the table is that it misses from.
    for (let length = path.length; length >= 0; length -= 1) {
      const part = path.slice(0, length);
      const setters = sources.filter(({ config }) => valueAt(config, part) !== undefined);
      const isBelow = ({ source }: Sources[number]) => source.kind === 'overrides' && !overrideAt(source, part);
      const [highest] = setters;
      // Overrides below a key make it a table, which is theirs only where nobody else has one.
      const setter =
        highest && isBelow(highest)
          ? (setters.find((one) => !isBelow(one) && isTable(valueAt(one.config, part))) ?? highest)
          : highest;
      if (!setter) continue;
      const { source } = setter;
      if (source.kind === 'file') return inFile(source, path);
      return { kind: 'override', text: (overrideAt(source, part) ?? overrideBelow(source, part))?.text ?? '' };
    }
    return undefined;
  };
}

const overrideAt = ({ overrides }: OverrideSource, path: readonly string[]) =>
  overrides.findLast(
    (one) => startsWith(path, one.path) && valueAt(one.value, path.slice(one.path.length)) !== undefined,
  );
const overrideBelow = ({ overrides }: OverrideSource, path: readonly string[]) =>
  overrides.findLast((one) => startsWith(one.path, path));

/** `<file>:<line>:<column>: key` or `-c text: key`. */
export const at = (origin: Origin | undefined, path: readonly string[]): string => {
  if (!origin) return dotted(path);
  return origin.kind === 'override'
    ? `-c ${origin.text}: ${dotted(path)}`
    : `${origin.file}:${origin.position.line}:${origin.position.column}: ${dotted(path)}`;
};

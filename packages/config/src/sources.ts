import { dotted } from './dotted.ts';
import { locate, type Position } from './locate.ts';
import type { Override } from './override.ts';
import { isTable, type Table, valueAt } from './table.ts';

/** What was read, before it was merged. */
export interface Sources {
  readonly file: string;
  readonly text: string;
  readonly table: Table;
  readonly overrides: readonly Override[];
}

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'override'; readonly text: string }
  | { readonly kind: 'file'; readonly position: Position };

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.length <= path.length && start.every((segment, at) => segment === path[at]);

/** Finds where values come from. The file's text is searched for positions only once one is asked for. */
export function originFinder(sources: Sources): (path: readonly string[]) => Origin {
  let positions: ReturnType<typeof locate> | undefined;
  const inFile = (path: readonly string[]): Position => {
    positions ??= locate(sources.text);
    for (let length = path.length; length > 0; length -= 1) {
      const position = positions(path.slice(0, length));
      if (position) return position;
    }
    return { line: 1, column: 1 };
  };
  return (path) => {
    const reversed = [...sources.overrides].reverse();
    const setter = reversed.find(
      (one) => startsWith(path, one.path) && valueAt(one.value, path.slice(one.path.length)) !== undefined,
    );
    if (setter) return { kind: 'override', text: setter.text };
    // An override deeper than the path made it a table, unless the file did.
    const below = reversed.find((one) => startsWith(one.path, path));
    if (below && !isTable(valueAt(sources.table, path))) return { kind: 'override', text: below.text };
    return { kind: 'file', position: inFile(path) };
  };
}

/** `<file>:<line>:<column>: key` or `-c text: key`. */
export const at = (file: string, origin: Origin, path: readonly string[]): string =>
  origin.kind === 'override'
    ? `-c ${origin.text}: ${dotted(path)}`
    : `${file}:${origin.position.line}:${origin.position.column}: ${dotted(path)}`;

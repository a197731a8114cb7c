import { type AST, parseTOML } from 'toml-eslint-parser';

/** `key = value`, in a section or in an inline table. Ranges are offsets, the end excluded. */
export interface Entry {
  /** From the root. Inside an array of tables it holds an index, which is a number: no `keyPath` leads there. */
  readonly path: Path;
  readonly range: Range;
  readonly valueRange: Range;
  /** The entries of an inline table; undefined for any other value. */
  readonly inline: readonly Entry[] | undefined;
}

/** The part of a file below one header, or above the first. */
export interface Section {
  readonly path: Path;
  /** undefined: the part above the first header. */
  readonly header: Range | undefined;
  readonly entries: readonly Entry[];
}

export type Path = readonly (string | number)[];
export type Range = readonly [start: number, end: number];

const segments = (key: AST.TOMLKey): string[] =>
  key.keys.map((one) => (one.type === 'TOMLBare' ? one.name : one.value));

function entryOf(node: AST.TOMLKeyValue, base: Path): Entry {
  const path = [...base, ...segments(node.key)];
  const { value } = node;
  return {
    path,
    range: node.range,
    valueRange: value.range,
    inline: value.type === 'TOMLInlineTable' ? value.body.map((one) => entryOf(one, path)) : undefined,
  };
}

/** Where the parts of a TOML document stand. The document must be valid. */
export function sectionsOf(text: string): Section[] {
  const nodes = parseTOML(text, { tomlVersion: '1.1.0' }).body[0].body;
  const root: Entry[] = [];
  const sections: Section[] = [{ path: [], header: undefined, entries: root }];
  for (const node of nodes) {
    if (node.type === 'TOMLKeyValue') {
      root.push(entryOf(node, []));
      continue;
    }
    const path = node.resolvedKey;
    const entries = node.body.map((one) => entryOf(one, path));
    // The node's own range takes in its entries.
    const end =
      entries.length > 0 ? text.indexOf(']', node.key.range[1]) + (node.kind === 'array' ? 2 : 1) : node.range[1];
    sections.push({ path, header: [node.range[0], end], entries });
  }
  return sections;
}

/** Whether a path is another or lies below it. */
export const within = (path: Path, top: Path): boolean =>
  top.length <= path.length && top.every((segment, at) => segment === path[at]);

export const samePath = (one: Path, other: Path): boolean => one.length === other.length && within(one, other);

/** All entries, those of inline tables after the one that holds them. */
export const allEntries = (entries: readonly Entry[]): Entry[] =>
  entries.flatMap((entry) => [entry, ...allEntries(entry.inline ?? [])]);

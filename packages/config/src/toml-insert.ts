import { type Splice, wholeLines } from './splice.ts';
import { isTable, type Table } from './table.ts';
import { tableValue } from './table-value.ts';
import { allEntries, type Entry, type Section, samePath, within } from './toml-document.ts';
import { tomlKey, tomlValue } from './toml-value.ts';

const lineEnd = (text: string): string => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');

const present = (table: Table): string[] =>
  Object.keys(table).filter((key) => table[key] !== null && table[key] !== undefined);

/** A table as sections: its own keys, then a section for each table in it. `item`: of an array of tables. */
export function sectionLines(path: readonly string[], table: Table, item = false): string[] {
  const keys = present(table);
  const tables = keys.filter((key) => isTable(table[key]));
  const own = keys.filter((key) => !tables.includes(key)).map((key) => `${tomlKey([key])} = ${tomlValue(table[key])}`);
  const below = tables.flatMap((key) => ['', ...sectionLines([...path, key], table[key] as Table)]);
  if (item) return [`[[${tomlKey(path)}]]`, ...own, ...below];
  return own.length === 0 && below.length > 0 ? below.slice(1) : [`[${tomlKey(path)}]`, ...own, ...below];
}

/** At the end of the file, after an empty line. */
export function atEnd(text: string, lines: readonly string[]): Splice {
  const end = lineEnd(text);
  const before = text === '' ? '' : text.endsWith('\n') ? (/\n\r?\n$/.test(text) ? '' : end) : end + end;
  return { range: [text.length, text.length], text: before + lines.join(end) + end };
}

/** On a line of its own, after the one that an offset is in. */
function lineAfter(text: string, offset: number, line: string): Splice {
  const end = lineEnd(text);
  const at = wholeLines(text, [offset, offset])[1];
  return { range: [at, at], text: text[at - 1] === '\n' ? line + end : end + line + end };
}

/** The first key above all headers: above the comment that belongs to the first of them. */
function firstKey(text: string, header: number, line: string): Splice {
  const end = lineEnd(text);
  let at = wholeLines(text, [header, header])[0];
  for (;;) {
    const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
    if (at === 0 || !/^[ \t]*#/.test(text.slice(start, at))) break;
    at = start;
  }
  return { range: [at, at], text: line + end + end };
}

function intoInline(text: string, table: Entry, pair: string): Splice {
  const last = table.inline?.at(-1);
  if (last) return { range: [last.range[1], last.range[1]], text: `, ${pair}` };
  const at = table.valueRange[0] + 1;
  return { range: [at, at], text: text[at] === '}' ? ` ${pair} ` : ` ${pair}` };
}

/** Where a key goes that is not there yet, and as what: next to the keys of its table, in the way that table is written. */
export function insertion(
  text: string,
  sections: readonly Section[],
  table: Table,
  path: readonly string[],
  value: unknown,
): Splice {
  let depth = path.length - 1;
  while (tableValue(table, path.slice(0, depth)) === undefined) depth -= 1;
  const top = path.slice(0, depth);
  const rest = path.slice(depth);
  const pairFrom = (length: number) => `${tomlKey(path.slice(length))} = ${tomlValue(value)}`;

  const section = sections.find((one) => samePath(one.path, top));
  const entries = sections.flatMap((one) => one.entries);
  if (!section) {
    // Written as an inline table, or by dotted keys in one.
    const inline = allEntries(entries)
      .reverse()
      .find(
        (one) =>
          one.inline &&
          (samePath(one.path, top) || (within(top, one.path) && one.inline.some((inner) => within(inner.path, top)))),
      );
    if (inline) return intoInline(text, inline, pairFrom(inline.path.length));
    // Written by dotted keys: one more of them, after the last.
    for (const one of sections) {
      const sibling = one.entries.findLast((entry) => within(entry.path, top));
      if (sibling && one.path.length < top.length) return lineAfter(text, sibling.range[1], pairFrom(one.path.length));
    }
  }
  if (isTable(value)) {
    tomlValue(value); // Refuses what is nested too deep.
    return atEnd(text, sectionLines(path, value));
  }
  if (!section || rest.length > 1) {
    return atEnd(text, [`[${tomlKey(path.slice(0, -1))}]`, pairFrom(path.length - 1)]);
  }
  const line = pairFrom(path.length - 1);
  const last = section.entries.at(-1);
  if (last) return lineAfter(text, last.range[1], line);
  if (section.header) return lineAfter(text, section.header[1], line);
  const first = sections.find((one) => one.header)?.header;
  if (first) return firstKey(text, first[0], line);
  return text === '' || text.endsWith('\n')
    ? { range: [text.length, text.length], text: line + lineEnd(text) }
    : lineAfter(text, text.length, line);
}

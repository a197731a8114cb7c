import type { Splice } from './splice.ts';
import { isTable, sameValue, type Table } from './table.ts';
import { allEntries, type Section, samePath, within } from './toml-document.ts';
import { atEnd, sectionLines } from './toml-insert.ts';
import { removal } from './toml-remove.ts';
import { tomlValue } from './toml-value.ts';

const isTableArray = (value: unknown): value is readonly Table[] =>
  Array.isArray(value) && value.length > 0 && value.every(isTable);

/** Whether `[[path]]` may stand in the document: no inline table and no dotted key makes the tables it is in, or itself. */
function mayHaveSections(sections: readonly Section[], path: readonly string[]): boolean {
  const parent = path.slice(0, -1);
  return sections.every((section) =>
    allEntries(section.entries).every((entry) => {
      if (within(path, entry.path)) return false;
      return parent.length === 0 || section.path.length >= parent.length || !within(entry.path, parent);
    }),
  );
}

/**
 * How an array of tables becomes another, where it is written in sections (`[[path]]`), or is new and may be: items that go are cut
 * out, new ones stand at the end, and what stays is not touched. undefined where that is not how it can be done.
 */
export function tableArrayEdit(
  text: string,
  sections: readonly Section[],
  path: readonly string[],
  old: unknown,
  value: unknown,
): readonly Splice[] | undefined {
  if (!isTableArray(value) || !mayHaveSections(sections, path)) return undefined;
  const before = old === undefined ? [] : old;
  if (!Array.isArray(before)) return undefined;
  if (!before.every((_, at) => sections.some((one) => one.header && samePath(one.path, [...path, at]))))
    return undefined;
  const added: Table[] = [];
  const gone: number[] = [];
  let next = 0;
  for (const item of value) {
    const at = before.findIndex((one, index) => index >= next && sameValue(one, item));
    if (at < 0) added.push(item);
    else if (added.length > 0) return undefined;
    else {
      for (; next < at; next += 1) gone.push(next);
      next = at + 1;
    }
  }
  for (; next < before.length; next += 1) gone.push(next);
  const cuts = gone.flatMap((at) => removal(text, sections, [...path, at]));
  if (added.length === 0) return cuts;
  const lines = added.flatMap((item, at) => {
    tomlValue(item); // Refuses what is nested too deep.
    return [...(at > 0 ? [''] : []), ...sectionLines(path, item, true)];
  });
  return [...cuts, atEnd(text, lines)];
}

import { type Splice, spliced } from './splice.ts';
import { emptyTable, isTable, sameValue, type Table } from './table.ts';
import { tableValue } from './table-value.ts';
import { allEntries, samePath, sectionsOf } from './toml-document.ts';
import { insertion } from './toml-insert.ts';
import { removal } from './toml-remove.ts';
import { tableArrayEdit } from './toml-table-array.ts';
import { tomlValue } from './toml-value.ts';

/** One change of a document. */
export interface TomlEdit {
  readonly path: readonly string[];
  /** JSON. null removes what is at the path; in a table to be merged it removes that key. */
  readonly value: unknown;
  /** A table merges into one that is there; anything else replaces. */
  readonly mergeStrategy: 'replace' | 'upsert';
}

/** Makes edits one after another in the text itself: what they do not concern stays as it is, to the byte. `parse` gives the table of a text. */
export function editToml(original: string, edits: readonly TomlEdit[], parse: (text: string) => Table): string {
  const bom = original.startsWith('\ufeff') ? '\ufeff' : '';
  let text = original.slice(bom.length);
  let table = parse(text);

  const change = (splices: readonly Splice[]): void => {
    if (splices.length === 0) return;
    text = spliced(text, splices);
    table = parse(text);
  };
  const remove = (path: readonly string[]): void => {
    // Entries of inline tables go one at a time: their commas depend on their neighbours.
    while (tableValue(table, path) !== undefined) {
      const splices = removal(text, sectionsOf(text), path);
      if (splices.length === 0) return;
      change(splices);
    }
  };
  const insert = (path: readonly string[], value: unknown): void => {
    change([insertion(text, sectionsOf(text), table, path, value)]);
  };
  const write = (path: readonly string[], value: unknown, upsert: boolean): void => {
    const old = tableValue(table, path);
    if (value === null || value === undefined) remove(path);
    else if (isTable(value) && isTable(old)) writeTable(path, value, old, upsert);
    else if (sameValue(old, value)) return;
    else {
      const splices = tableArrayEdit(text, sectionsOf(text), path, old, value);
      if (splices) change(splices);
      else if (old === undefined) insert(path, value);
      else exchange(path, value);
    }
  };
  const writeTable = (path: readonly string[], value: Table, old: Table, upsert: boolean): void => {
    const gone = upsert ? [] : Object.keys(old).filter((key) => !Object.hasOwn(value, key));
    for (const key of gone) remove([...path, key]);
    for (const key of Object.keys(value)) write([...path, key], value[key], upsert);
    // A table that had no header is gone with its last key.
    if (tableValue(table, path) === undefined) insert(path, emptyTable());
  };
  const exchange = (path: readonly string[], value: unknown): void => {
    const written = tomlValue(value); // Refused before anything is removed.
    const entry = sectionsOf(text)
      .flatMap((section) => allEntries(section.entries))
      .find((one) => samePath(one.path, path));
    if (entry) {
      change([{ range: entry.valueRange, text: written }]);
      return;
    }
    remove(path);
    insert(path, value);
  };

  for (const edit of edits) write(edit.path, edit.value, edit.mergeStrategy === 'upsert');
  return bom + text;
}

import { emptyTable, isTable, type Table } from './table.ts';

/** Lays one table over another: tables merge key by key, anything else replaces. `undefined` is no value. Neither argument is changed. */
export function merge(base: Table, over: Table): Table {
  const merged = emptyTable();
  for (const key of Object.keys(base)) merged[key] = base[key];
  for (const key of Object.keys(over)) {
    const value = over[key];
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isTable(value) ? merge(isTable(below) ? below : emptyTable(), value) : value;
  }
  return merged;
}

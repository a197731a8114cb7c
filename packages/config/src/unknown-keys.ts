import type * as z from 'zod/mini';
import { defOf } from './describe.ts';
import { nearest } from './nearest.ts';
import { type LazyTable, schemaFor } from './schema/lazy-table.ts';
import { isTable, type Table } from './table.ts';

export interface UnknownKey {
  readonly path: readonly string[];
  readonly nearest: string | undefined;
}

/** The keys of a value that its schema does not name. */
export function unknownKeys(keys: LazyTable, value: Table): UnknownKey[] {
  return below(schemaFor(keys, value), value, [], Object.keys(keys));
}

/** `known` are the names to choose the nearest from, where the schema itself does not have them all. */
function below(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly string[],
  known?: readonly string[],
): UnknownKey[] {
  const def = defOf(schema);
  if (Array.isArray(value)) {
    return def.type === 'array' ? value.flatMap((item, at) => below(def.element, item, [...path, String(at)])) : [];
  }
  if (!isTable(value)) return [];
  if (def.type === 'record') {
    return Object.keys(value).flatMap((key) => below(def.valueType, value[key], [...path, key]));
  }
  if (def.type === 'union') {
    const tables = def.options.filter((option) => ['object', 'record'].includes(defOf(option).type));
    return tables.flatMap((option) => below(option, value, path));
  }
  if (def.type !== 'object') return [];
  return Object.keys(value).flatMap((key) => {
    const child = Object.hasOwn(def.shape, key) ? def.shape[key] : def.catchall;
    if (child) return below(child, value[key], [...path, key]);
    return [{ path: [...path, key], nearest: nearest(key, known ?? Object.keys(def.shape)) }];
  });
}

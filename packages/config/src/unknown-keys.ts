import type * as z from 'zod/mini';
import { defOf } from './describe.ts';
import { knownProfileKeys, knownTopLevelKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';
import { isTable } from './table.ts';

export interface UnknownKey {
  readonly path: readonly string[];
  readonly nearest: string | undefined;
}

/** Keys that are known and have no schema here. */
function unjudged(path: readonly string[]): readonly string[] {
  if (path.length === 0) return knownTopLevelKeys;
  return path.length === 2 && path[0] === 'profiles' ? knownProfileKeys : [];
}

/** The keys of a value that its schema does not name. */
export function unknownKeys(schema: z.core.$ZodType, value: unknown, path: readonly string[] = []): UnknownKey[] {
  if (Array.isArray(value) || !isTable(value)) return [];
  const def = defOf(schema);
  if (def.type === 'record') {
    return Object.keys(value).flatMap((key) => unknownKeys(def.valueType, value[key], [...path, key]));
  }
  if (def.type === 'union') {
    const tables = def.options.filter((option) => ['object', 'record'].includes(defOf(option).type));
    return tables.flatMap((option) => unknownKeys(option, value, path));
  }
  if (def.type !== 'object') return [];
  const others = unjudged(path);
  return Object.keys(value).flatMap((key) => {
    const child = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
    if (child) return unknownKeys(child, value[key], [...path, key]);
    if (others.includes(key)) return [];
    return [{ path: [...path, key], nearest: nearest(key, [...Object.keys(def.shape), ...others]) }];
  });
}

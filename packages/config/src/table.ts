import { isDeepStrictEqual } from 'node:util';

/** A TOML table. Tables have no prototype: a key named `constructor` or `__proto__` is a key like any other. */
export type Table = Record<string, unknown>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export const emptyTable = (): Table => Object.create(null);

/** The value at a path; undefined where there is none. Array items are named by their index. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let at = root;
  for (const segment of path) {
    if (Array.isArray(at)) at = at[Number(segment)];
    else if (isTable(at) && Object.hasOwn(at, segment)) at = at[segment];
    else return undefined;
  }
  return at;
}

/** A table that holds one value at a path. */
export function tableOf(path: readonly string[], value: unknown): Table {
  const [first, ...rest] = path;
  const table = emptyTable();
  if (first !== undefined) table[first] = rest.length > 0 ? tableOf(rest, value) : value;
  return table;
}

/** Whether two values mean the same. Tables may have a prototype or none. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => sameValue(item, other[at]));
  }
  if (!isTable(one) || !isTable(other)) return isDeepStrictEqual(one, other);
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameValue(one[key], other[key]))
  );
}

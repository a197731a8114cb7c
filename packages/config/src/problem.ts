import * as z from 'zod/mini';
import { childOf, defOf, expected, got } from './describe.ts';
import { type LazyTable, schemaFor } from './schema/lazy-table.ts';
import { isTable, type Table, valueAt } from './table.ts';

/** A value that cannot stand. */
export interface Problem {
  readonly path: readonly string[];
  /** `expected X, got Y`. */
  readonly message: string;
  /** What to put in its place. */
  readonly expected: string;
  /** The key is required and not there: `path` has no place in any file. */
  readonly missing: boolean;
}

type Issue = z.core.$ZodIssue;

/** An issue of a union is that of the option whose kind of value it is: an array for an array, a word for a word. */
function deepest(issue: Issue, root: Table): string[] {
  const base = issue.path.map(String);
  const value = valueAt(root, base);
  if (issue.code !== 'invalid_union' || !(isTable(value) || Array.isArray(value))) return base;
  const inner = issue.errors.flat().filter((one) => one.path.length > 0);
  const paths = inner.map((one) => [...base, ...one.path.map(String)]);
  return paths.find((path) => valueAt(root, path) !== undefined) ?? paths[0] ?? base;
}

const DATE = Symbol('date');

/** To zod a date is an object like any table; a symbol is nothing it takes. */
function datesMarked(value: unknown): unknown {
  if (value instanceof Date) return DATE;
  if (Array.isArray(value)) return value.map(datesMarked);
  if (!isTable(value)) return value;
  const marked: Table = Object.create(null);
  for (const key of Object.keys(value)) marked[key] = datesMarked(value[key]);
  return marked;
}

/** The values of a table that its schema refuses: those of a wrong type first, then the missing ones. */
export function problemsOf(keys: LazyTable, table: Table): Problem[] {
  const schema = schemaFor(keys, table);
  const result = z.safeParse(schema, datesMarked(table), { jitless: true });
  if (result.success) return [];
  const problems = result.error.issues.map((issue): Problem => {
    const path = deepest(issue, table);
    const value = valueAt(table, path);
    const part = path.reduce<z.core.$ZodType | undefined>((up, key) => up && childOf(up, key), schema);
    const wanted = part ? expected(part) : 'another value';
    const words = part !== undefined && ['enum', 'union'].includes(defOf(part).type);
    return {
      path,
      expected: wanted,
      message: `expected ${wanted}, got ${got(value, words)}`,
      missing: value === undefined,
    };
  });
  return problems.sort((one, other) => Number(one.missing) - Number(other.missing));
}

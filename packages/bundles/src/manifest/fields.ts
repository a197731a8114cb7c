import * as z from 'zod/mini';
import { plain } from '../fault.ts';
import type { ManifestProblem } from './manifest.ts';

export type Table = Readonly<Record<string, unknown>>;

export const text = z.string();
export const texts = z.array(z.string());
export const table = z.record(z.string(), z.unknown());
export const flag = z.boolean();

/** The fields of one table of a manifest. What is wrong costs that field, and is told. */
export interface Fields {
  readonly table: Table;
  readonly has: (key: string) => boolean;
  /** Undefined: not there, `null`, or of a wrong shape. */
  readonly take: <T>(key: string, schema: z.ZodMiniType<T>, wants: string) => T | undefined;
  readonly text: (key: string) => string | undefined;
  readonly texts: (key: string) => readonly string[];
  readonly problem: (key: string, message: string) => void;
  /** The fields of a table in this one; without one, of an empty table. */
  readonly below: (key: string) => Fields;
}

export function fieldsOf(all: Table, file: string, problems: ManifestProblem[], prefix = ''): Fields {
  const problem = (key: string, message: string): void => {
    problems.push({ file, field: plain(prefix + key), message: plain(message) });
  };
  const has = (key: string): boolean => Object.hasOwn(all, key) && all[key] !== null;
  const take = <T>(key: string, schema: z.ZodMiniType<T>, wants: string): T | undefined => {
    if (!has(key)) return undefined;
    const read = schema.safeParse(all[key]);
    if (read.success) return read.data;
    problem(key, `it must be ${wants}`);
    return undefined;
  };
  return {
    table: all,
    has,
    take,
    problem,
    text: (key) => take(key, text, 'a text'),
    texts: (key) => take(key, texts, 'a list of texts') ?? [],
    below: (key) => fieldsOf(take(key, table, 'an object') ?? {}, file, problems, `${prefix}${key}.`),
  };
}

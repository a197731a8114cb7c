import { tenonError } from '@tenon/plugin-api';

/** An object as JSON gives it, in camel or in snake case. */
export type Table = { readonly [key: string]: unknown };

export function tableOf(value: unknown, where: string): Table {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(where, 'it is no object');
  return value as Table;
}

/** The list of such a name; empty when it is missing or null. */
export function listOf(value: unknown, where: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw bad(where, 'it is no list');
  return value;
}

export function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string') throw bad(where, `${show(value)} is no text`);
  return value;
}

/** False when it is missing or null. */
export function flagOf(value: unknown, where: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw bad(where, `${show(value)} is neither true nor false`);
  return value;
}

export const show = (value: unknown) => JSON.stringify(value) ?? 'nothing';

export function bad(where: string, why: string): Error {
  return tenonError({
    code: 'bad_permission_profile',
    message: `a permission profile cannot be read, at ${where}: ${why}`,
    mend: 'Correct it there, or choose a profile by its name.',
  });
}

// The named types of the wire: what the families export.
import type { $ZodType } from 'zod/v4/core';
import { families } from './families.ts';

const isSchema = (value: unknown): value is $ZodType => typeof value === 'object' && value !== null && '_zod' in value;

/**
 * Schemas by name, from modules by the name of their file.
 * Throws when two different types stand under one name: one would take the other's place, and nobody would see it.
 */
export function typesOf(modules: Readonly<Record<string, object>>): Map<string, $ZodType> {
  const types = new Map<string, $ZodType>();
  const places = new Map<string, string>();
  for (const [file, module] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(module)) {
      if (!isSchema(value)) continue;
      const known = types.get(name);
      if (known && known !== value) {
        throw new Error(`two different types are named ${name}: in ${places.get(name)} and in ${file}; rename one`);
      }
      types.set(name, value);
      places.set(name, file);
    }
  }
  return types;
}

/** Every type of the wire, in the order of names. */
export async function wireTypes(): Promise<Map<string, $ZodType>> {
  const loaded = await Promise.all(Object.entries(families).map(async ([file, load]) => [file, await load()] as const));
  return new Map([...typesOf(Object.fromEntries(loaded))].sort(([a], [b]) => (a < b ? -1 : 1)));
}

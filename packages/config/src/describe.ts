import type * as z from 'zod/mini';

/** The part of a zod schema's definition that this package reads. */
type Def = z.core.$ZodTypes['_zod']['def'];

export const defOf = (schema: z.core.$ZodType): Def => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'optional' ? defOf(def.innerType) : def;
};

/** The schema below one key of a table or one index of an array; undefined when it has no such part. */
export function childOf(schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined {
  const def = defOf(schema);
  if (def.type === 'object') return Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
  if (def.type === 'record') return def.valueType;
  if (def.type === 'array') return def.element;
  if (def.type === 'union') {
    for (const option of def.options) {
      const child = childOf(option, key);
      if (child) return child;
    }
  }
  return undefined;
}

/** What a schema takes, in TOML's words: `string`, `array of strings`, `one of "a", "b"`. */
export function expected(schema: z.core.$ZodType): string {
  const def = defOf(schema);
  switch (def.type) {
    case 'string':
      return def.checks?.length ? 'non-empty string' : 'string';
    case 'number':
      return def.checks?.length ? 'integer from 0' : 'integer';
    case 'boolean':
      return 'boolean';
    case 'enum': {
      const words = Object.values(def.entries).map((word) => `"${word}"`);
      return words.length > 1 ? `one of ${words.join(', ')}` : words.join();
    }
    case 'array':
      return `array of ${expected(def.element)}s`;
    case 'object':
    case 'record':
      return 'table';
    case 'union':
      return def.options.map(expected).join(' or ');
    default:
      return def.type;
  }
}

/** What a value is, in TOML's words. A string is shown only where the choice is between words: it may be a secret. */
export function got(value: unknown, show: boolean): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string')
    return show ? `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"` : value ? 'string' : 'empty string';
  if (typeof value === 'number') return Number.isInteger(value) ? `integer ${value}` : `float ${value}`;
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  return typeof value === 'object' ? 'table' : typeof value;
}

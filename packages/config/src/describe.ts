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
  if (def.type === 'object') return Object.hasOwn(def.shape, key) ? def.shape[key] : def.catchall;
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

/** The bounds of a number or of a length. */
function bounds(def: Def): { least?: number; most?: number } {
  const found: { least?: number; most?: number } = {};
  for (const check of def.checks ?? []) {
    const one = check._zod.def as { check: string; value?: number; minimum?: number };
    if (one.check === 'greater_than') found.least = one.value ?? 0;
    if (one.check === 'min_length') found.least = one.minimum ?? 0;
    if (one.check === 'less_than') found.most = one.value ?? 0;
  }
  return found;
}

/** What a schema takes, in TOML's words: `string`, `array of strings`, `one of "a", "b"`. */
export function expected(schema: z.core.$ZodType): string {
  const def = defOf(schema);
  const { least, most } = bounds(def);
  switch (def.type) {
    case 'string':
      return least === undefined ? 'string' : 'non-empty string';
    case 'number': {
      const kind = 'format' in def && def.format === 'safeint' ? 'integer' : 'number';
      return `${kind}${least === undefined ? '' : ` from ${least}`}${most === undefined ? '' : ` to ${most}`}`;
    }
    case 'boolean':
      return 'boolean';
    case 'enum': {
      const words = Object.values(def.entries).map((word) => `"${word}"`);
      return words.length > 1 ? `one of ${words.join(', ')}` : words.join();
    }
    case 'array': {
      const kind = least === undefined ? 'array' : 'non-empty array';
      const item = expected(def.element);
      return /^[a-z]+$/.test(item) ? `${kind} of ${item}s` : `${kind}, each item ${item}`;
    }
    case 'object':
    case 'record':
      return 'table';
    case 'union':
      return [...new Set(def.options.map(expected))].join(' or ');
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
  if (Array.isArray(value)) return value.length === 0 ? 'empty array' : 'array';
  if (value instanceof Date) return 'date';
  return typeof value === 'object' ? 'table' : typeof value;
}

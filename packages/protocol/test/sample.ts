// Values that a JSON Schema allows, for fast-check: only what the wire's definitions hold.
import fc from 'fast-check';
import type { JsonSchema } from '../src/generate/index.ts';

type Definitions = ReadonlyMap<string, JsonSchema>;

const text = fc.string({ maxLength: 8 });
const word = fc.stringMatching(/^[a-z]{1,6}$/);

/** Deep unions are cut: far down, optional fields are left out and lists are empty. */
export function samples(schema: JsonSchema | boolean, definitions: Definitions, depth = 0): fc.Arbitrary<unknown> {
  const inner = (one: JsonSchema | boolean) => samples(one, definitions, depth + 1);
  if (typeof schema === 'boolean') return fc.jsonValue({ maxDepth: 1 });
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return inner(definitions.get(name) as JsonSchema);
  }
  if (schema.allOf) return inner((schema.allOf as JsonSchema[])[0] as JsonSchema);
  const alternatives = (schema.oneOf ?? schema.anyOf) as JsonSchema[] | undefined;
  if (alternatives) {
    const { properties = {}, required = [] } = schema;
    const whole = alternatives.map((one) =>
      one.type === 'object'
        ? {
            ...one,
            properties: { ...(properties as object), ...(one.properties as object) },
            required: [...(required as string[]), ...((one.required as string[]) ?? [])],
          }
        : one,
    );
    return fc.oneof(...whole.map(inner));
  }
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => samples({ ...schema, type }, definitions, depth)));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum && schema.type === 'string') return fc.constantFrom(...(schema.enum as string[]));
  switch (schema.type) {
    case 'string':
      return text;
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'integer':
      return fc.integer({ min: Math.max(-1000, (schema.minimum as number | undefined) ?? -1000), max: 1000 });
    case 'array':
      return fc.array(inner((schema.items ?? true) as JsonSchema), { maxLength: depth > 6 ? 0 : 2 });
    case 'object': {
      const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
      const rest = schema.additionalProperties;
      if (fields.length === 0 && rest) return fc.dictionary(word, inner(rest as JsonSchema), { maxKeys: 2 });
      const required = new Set((schema.required as string[] | undefined) ?? []);
      const drawn = fields.filter(([name]) => required.has(name) || depth <= 6);
      return fc.record(Object.fromEntries(drawn.map(([name, field]) => [name, inner(field)])), {
        requiredKeys: drawn.map(([name]) => name).filter((name) => required.has(name)),
      });
    }
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

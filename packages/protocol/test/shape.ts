// Two JSON Schemas, compared by what they mean and not by how they are written.
import type { JsonSchema } from '../src/generate/index.ts';

/** A schema in one form. `null` is an alternative like any other. */
export type Shape =
  | { readonly kind: 'any' | 'string' | 'boolean' | 'null' | 'number' }
  | { readonly kind: 'integer'; readonly minimum: number | undefined }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'array'; readonly items: Shape }
  | { readonly kind: 'record'; readonly values: Shape }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, { required: boolean; shape: Shape }>>;
      readonly open: unknown;
    }
  | { readonly kind: 'union'; readonly of: readonly Shape[] };

const safe = Number.MAX_SAFE_INTEGER;
const shapes = (list: unknown) => (list as JsonSchema[]).map((one) => shapeOf(one));

function union(of: readonly Shape[]): Shape {
  const flat = of.flatMap((one) => (one.kind === 'union' ? one.of : [one]));
  const values = flat.flatMap((one) => (one.kind === 'enum' ? one.values : []));
  const merged: Shape[] = flat.filter((one) => one.kind !== 'enum');
  if (values.length > 0) merged.push({ kind: 'enum', values: [...new Set(values)].sort() });
  const known = new Map(merged.map((one) => [JSON.stringify(one), one]));
  const sorted = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return sorted.length === 1 && sorted[0] ? sorted[0] : { kind: 'union', of: sorted };
}

export function shapeOf(schema: JsonSchema | boolean): Shape {
  if (typeof schema === 'boolean') return { kind: 'any' };
  if (typeof schema.$ref === 'string')
    return { kind: 'ref', name: schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1) };
  if (schema.allOf) return shapeOf((schema.allOf as JsonSchema[])[0] ?? true);
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) {
    // Fields beside the alternatives belong to each of them.
    const { properties = {}, required = [] } = schema;
    return union(
      (alternatives as JsonSchema[]).map((one) =>
        one.type === 'object'
          ? shapeOf({
              ...one,
              properties: { ...(properties as object), ...(one.properties as object) },
              required: [...(required as string[]), ...((one.required as string[]) ?? [])],
            })
          : shapeOf(one),
      ),
    );
  }
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => shapeOf({ ...schema, type })));
  if ('const' in schema) return { kind: 'enum', values: [String(schema.const)] };
  if (schema.enum && schema.type !== 'null') return { kind: 'enum', values: [...(schema.enum as string[])].sort() };
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
    case 'number':
      return { kind: schema.type };
    case 'integer': {
      const minimum = schema.minimum as number | undefined;
      return { kind: 'integer', minimum: minimum === -safe ? undefined : minimum };
    }
    case 'array':
      return { kind: 'array', items: shapes([schema.items ?? true])[0] as Shape };
    case 'object': {
      const rest = schema.additionalProperties;
      const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
      if (fields.length === 0 && rest !== undefined && rest !== false) {
        return { kind: 'record', values: shapeOf(rest as JsonSchema | boolean) };
      }
      const required = new Set(schema.required as string[] | undefined);
      return {
        kind: 'object',
        fields: Object.fromEntries(
          fields.map(([name, field]) => [name, { required: required.has(name), shape: shapeOf(field) }]),
        ),
        // Open with anything and open by silence are one.
        open: rest !== false,
      };
    }
    default:
      return { kind: 'any' };
  }
}

const variantOf = (shape: Shape): string => {
  if (shape.kind !== 'object') return shape.kind === 'enum' ? '(words)' : JSON.stringify(shape);
  for (const name of ['type', 'kind', 'mode', 'method']) {
    const tag = shape.fields[name]?.shape;
    if (tag?.kind === 'enum' && tag.values.length === 1) return `(${tag.values[0]})`;
  }
  return `(${Object.keys(shape.fields).sort().join(',')})`;
};

/** Where `ours` is not `theirs`: one line each, as `path: what`. */
export function differences(path: string, theirs: Shape, ours: Shape): string[] {
  if (JSON.stringify(theirs) === JSON.stringify(ours)) return [];
  if (theirs.kind === 'object' && ours.kind === 'object') {
    const names = new Set([...Object.keys(theirs.fields), ...Object.keys(ours.fields)]);
    return [
      ...(theirs.open === ours.open ? [] : [`${path}: ${ours.open ? 'takes' : 'refuses'} other fields`]),
      ...[...names].sort().flatMap((name) => {
        const [a, b] = [theirs.fields[name], ours.fields[name]];
        if (!a) return [`${path}.${name}: only ours`];
        if (!b) return [`${path}.${name}: only theirs`];
        const needed = a.required === b.required ? [] : [`${path}.${name}: ${b.required ? 'required' : 'optional'}`];
        return [...needed, ...differences(`${path}.${name}`, a.shape, b.shape)];
      }),
    ];
  }
  if (theirs.kind === 'array' && ours.kind === 'array') return differences(`${path}[]`, theirs.items, ours.items);
  if (theirs.kind === 'record' && ours.kind === 'record') return differences(`${path}{}`, theirs.values, ours.values);
  if (theirs.kind === 'enum' && ours.kind === 'enum') {
    return [
      ...theirs.values.filter((one) => !ours.values.includes(one)).map((one) => `${path}: without ${one}`),
      ...ours.values.filter((one) => !theirs.values.includes(one)).map((one) => `${path}: also ${one}`),
    ];
  }
  if (theirs.kind === 'union' && ours.kind === 'union') {
    const [a, b] = [theirs, ours].map(({ of }) => new Map(of.map((one) => [variantOf(one), one])));
    return [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].flatMap((name) => {
      const [mine, other] = [b?.get(name), a?.get(name)];
      if (!other) return [`${path}${name}: only ours`];
      if (!mine) return [`${path}${name}: only theirs`];
      return differences(`${path}${name}`, other, mine);
    });
  }
  return [`${path}: ${JSON.stringify(theirs)} is ${JSON.stringify(ours)}`];
}

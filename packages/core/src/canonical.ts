/** JSON with the keys of objects sorted and without spaces: the same text for the same value. What is undefined is left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const field = (value as Readonly<Record<string, unknown>>)[key];
    if (field !== undefined) fields.push(`${JSON.stringify(key)}:${canonicalJson(field)}`);
  }
  return `{${fields.join(',')}}`;
}

/** `sha256:` and the hex digest of the canonical JSON. */
export const digest = (value: unknown): string =>
  `sha256:${process.getBuiltinModule('node:crypto').hash('sha256', canonicalJson(value))}`;

import { parse } from 'yaml';

/** A mapping of YAML whose scalars are all text, as they were written: `1.10` stays `1.10`. */
export type YamlTable = Readonly<Record<string, unknown>>;

/** undefined for what is no mapping. */
export const tableOf = (value: unknown): YamlTable | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as YamlTable) : undefined;

/** Throws what is wrong with the text, in one line. */
export function parseYaml(text: string): unknown {
  try {
    return parse(text, { schema: 'failsafe', logLevel: 'error', prettyErrors: true });
  } catch (error) {
    // The lines after the first draw the place, which the first names.
    const [message = ''] = String((error as Error).message).split('\n');
    throw new Error(`invalid YAML: ${message.replace(/:$/, '')}`, { cause: error });
  }
}

/** A text on one line; undefined for one without any, and for what is no text. */
export function lineAt(table: YamlTable | undefined, key: string): string | undefined {
  const value = table && Object.hasOwn(table, key) ? table[key] : undefined;
  return (typeof value === 'string' && value.replace(/\s+/g, ' ').trim()) || undefined;
}

/** Characters as people count them: code points. */
export const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};

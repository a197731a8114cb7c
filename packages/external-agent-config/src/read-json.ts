import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { readText } from './read-source.ts';
import { sourceError } from './source-error.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Bytes: `.claude.json` grows with what was done. */
const maxJsonBytes = 16 * 1024 * 1024;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** An own key's value when it is an object; an empty one otherwise. */
export const objectAt = (table: Json, key: string): Json => {
  const value = Object.hasOwn(table, key) ? table[key] : undefined;
  return isObject(value) ? value : {};
};

/** `UnexpectedEndOfString` as words. The parser's own messages are used, for those of V8 quote the file, and it may hold secrets. */
const words = (code: number): string =>
  printParseErrorCode(code)
    .replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .toLowerCase();

/** A JSON object; comments are let pass. undefined: no such file. Throws `external_source_invalid` with line and column. */
export async function readJson(root: string, file: string): Promise<Json | undefined> {
  const text = await readText(root, file, maxJsonBytes);
  return text === undefined ? undefined : parseJson(file, text);
}

export function parseJson(file: string, text: string): Json {
  const errors: ParseError[] = [];
  let value: unknown;
  try {
    value = parse(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw sourceError('external_source_invalid', file, 'is nested too deep', 'Mend the file.', error);
  }
  const [first] = errors;
  if (first) {
    const before = text.slice(0, first.offset).split('\n');
    const place = `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    throw sourceError('external_source_invalid', place, `is not JSON: ${words(first.error)}`, 'Mend the file.');
  }
  if (!isObject(value)) {
    throw sourceError('external_source_invalid', `${file}:1:1`, 'is no JSON object', 'Mend the file.');
  }
  return value;
}

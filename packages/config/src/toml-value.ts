import { dotted } from './dotted.ts';
import { editInvalid } from './edit-error.ts';
import { isTable } from './table.ts';

/** Deeper values are refused. */
const MOST_DEPTH = 64;

/** A text as a basic string: JSON's escapes are TOML's, but for one character. */
function tomlString(text: string): string {
  if (!text.isWellFormed()) {
    throw editInvalid('a string holds half a surrogate pair, which TOML cannot', 'Send text that is valid Unicode.');
  }
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F');
}

function tomlNumber(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw editInvalid(`the number ${value} is past what is exact`, 'Use an integer below 2^53.');
  }
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  // `-0` is an integer in JSON, and zero in TOML.
  return Object.is(value, -0) ? '0' : String(value);
}

/** A value of JSON or TOML as TOML on one line. Keys that are null are left out. Throws `config_edit_invalid`. */
export function tomlValue(value: unknown, depth = 0): string {
  if (depth > MOST_DEPTH) throw editInvalid('the value is nested too deep', `Nest at most ${MOST_DEPTH} levels.`);
  if (typeof value === 'string') return tomlString(value);
  if (typeof value === 'number') return tomlNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map((item) => tomlValue(item, depth + 1)).join(', ')}]`;
  if (isTable(value)) {
    const pairs = Object.keys(value)
      .filter((key) => value[key] !== null && value[key] !== undefined)
      .map((key) => `${tomlKey([key])} = ${tomlValue(value[key], depth + 1)}`);
    return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}';
  }
  throw editInvalid('null has no place in a TOML array', 'Leave the item out.');
}

/** A path as a dotted key. */
export function tomlKey(path: readonly string[]): string {
  for (const segment of path) tomlString(segment);
  return dotted(path).replaceAll('\u007f', '\\u007F');
}

import { type TenonError, tenonError } from '@tenon/plugin-api';
import type * as SmolToml from 'smol-toml';

type Toml = Pick<typeof SmolToml, 'parse' | 'TomlError'>;

/** One `-c`. */
export interface Override {
  readonly text: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

const invalid = (text: string, problem: string): TenonError =>
  tenonError({
    code: 'config_invalid',
    message: `-c ${text}: ${problem}`,
    mend: 'Write it as key=value, such as -c model="gpt-5" or -c projects."/a/b".trust_level=trusted.',
  });

/** The key: segments between dots, each bare or in quotes. Returns where the `=` stands. */
function keyOf(text: string, toml: Toml): { path: string[]; end: number } {
  const segment = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s."'=]+))\s*([.=])/y;
  const path: string[] = [];
  for (;;) {
    const found = segment.exec(text);
    if (!found) throw invalid(text, 'expected a dotted key, then =');
    const [, quoted, literal, bare, stop] = found;
    path.push(quoted === undefined ? (literal ?? bare ?? '') : unescapedKey(text, quoted, toml));
    if (stop === '=') return { path, end: segment.lastIndex };
  }
}

function unescapedKey(text: string, quoted: string, toml: Toml): string {
  if (!quoted.includes('\\')) return quoted;
  const value = asToml(`"${quoted}"`, toml);
  if (typeof value !== 'string') throw invalid(text, 'the quoted part of the key is not a TOML string');
  return value;
}

/** The value that a TOML document of this one value holds; undefined when it is no TOML, or more than one value. */
function asToml(text: string, { parse, TomlError }: Toml): unknown {
  try {
    const table = parse(`value = ${text}`);
    return Object.keys(table).length === 1 ? table.value : undefined;
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

/** The value of an override: TOML, else the text itself. */
export const valueOfText = (text: string, toml: Toml): unknown => asToml(text.trim(), toml) ?? text.trim();

/**
 * Reads the argument of `-c`: a dotted key whose segments may be quoted, `=`, and a value. The value is TOML; what is not
 * TOML is taken as a string, letter by letter, so `-c model=gpt-5` needs no quotes. The caller has the parser.
 * Throws `config_invalid` when there is no key or no `=`.
 */
export function readOverride(text: string, toml: Toml): { path: string[]; value: unknown } {
  const { path, end } = keyOf(text, toml);
  return { path, value: valueOfText(text.slice(end), toml) };
}

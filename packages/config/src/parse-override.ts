import type * as SmolToml from 'smol-toml';
import { readOverride } from './override.ts';

export type Toml = Pick<typeof SmolToml, 'parse' | 'TomlError'>;

/**
 * Reads the argument of `-c`: a dotted key whose segments may be quoted, `=`, and a value. The value is TOML; what is not
 * TOML is taken as a string, letter by letter, so `-c model=gpt-5` needs no quotes.
 * Throws `config_invalid` when there is no key or no `=`.
 */
export function parseOverride(text: string): { path: string[]; value: unknown } {
  // Synchronous, and yet no cost to who imports the package and reads no override: so it is required on first use.
  const { createRequire } = process.getBuiltinModule('node:module');
  const toml: Toml = createRequire(import.meta.url)('smol-toml');
  return readOverride(text, toml);
}

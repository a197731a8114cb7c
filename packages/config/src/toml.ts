import type * as SmolToml from 'smol-toml';

type Toml = Pick<typeof SmolToml, 'parse' | 'TomlError'>;

/**
 * smol-toml, loaded when first asked for: a start without a file and without `-c` does not pay for it.
 * Required rather than imported because `parseOverride` is synchronous.
 */
export function toml(): Toml {
  const { createRequire } = process.getBuiltinModule('node:module');
  return createRequire(import.meta.url)('smol-toml');
}

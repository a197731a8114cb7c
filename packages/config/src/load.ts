import { isAbsolute, join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import { merge } from './merge.ts';
import { readText } from './read-file.ts';
import type { ConfigToml } from './schema/config.ts';
import { emptyTable } from './table.ts';

export interface LoadOptions {
  /** Absolute. `config.toml` is looked for in it; a missing file is an empty one. */
  home: string;
  /** `-c key=value`, in order; a later one beats an earlier one. Their relative paths mean the working directory. */
  overrides?: readonly string[];
  /** Typed fields of a request or of the command line (`--model`, `thread/start.model`): they beat everything, profiles too. Not judged again. */
  flags?: Partial<ConfigToml>;
  /** Beats the file's own `profile`. */
  profile?: string;
}

export interface LoadedConfig {
  /** Tables have no prototype, so any id is safe to look up. Keys that this package does not know are kept. */
  readonly config: ConfigToml;
  readonly warnings: readonly ConfigWarning[];
  /** The file that was read; null when there is none. */
  readonly file: string | null;
}

/** Something that does not keep Tenon from starting. */
export interface ConfigWarning {
  /** One sentence. */
  summary: string;
  details: string | null;
  /** The file concerned, absolute. */
  path?: string;
  /** From 1. */
  line?: number;
  /** From 1, in UTF-16 units. */
  column?: number;
}

/**
 * Reads the configuration: the file, then `-c`, then the chosen profile, then `flags`, each over the one before.
 * Throws `config_invalid` (bad TOML, or a value of a wrong type: file, line and key are named), `config_unreadable`
 * (the file cannot be read, or is not UTF-8) and `config_profile_unknown`.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { home, overrides = [], flags } = options;
  if (!isAbsolute(home)) {
    throw tenonError({
      code: 'config_invalid',
      message: `the home folder is not an absolute path: ${home}`,
      mend: 'Give the whole path of the home folder.',
    });
  }
  const file = join(home, 'config.toml');
  const text = await readText(file);
  let config: ConfigToml = emptyTable();
  let warnings: readonly ConfigWarning[] = [];
  if (text !== null || overrides.length > 0) {
    // Brings zod and smol-toml.
    const { layered } = await import('./layers.ts');
    ({ config, warnings } = layered(file, text, overrides));
  }
  const chosen = options.profile ?? config.profile;
  if (chosen !== undefined) {
    const { applyProfile } = await import('./profile.ts');
    config = applyProfile(config, chosen, file);
  }
  if (flags) config = merge(config, flags);
  return { config, warnings, file: text === null ? null : file };
}

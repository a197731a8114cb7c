import { tenonError } from '@tenon/plugin-api';
import { dotted } from './dotted.ts';
import type { ConfigWarning } from './load.ts';
import { problemsOf } from './problem.ts';
import { refuse } from './refuse.ts';
import { brokenRules } from './rules.ts';
import { type ConfigToml, configSchema } from './schema/config.ts';
import { at, originFinder, type Sources } from './sources.ts';
import type { Table } from './table.ts';
import { unknownKeys } from './unknown-keys.ts';

const MOST_WARNINGS = 20;

export interface JudgeOptions {
  /** What was merged. */
  readonly sources: Sources;
  /** Refuse unknown keys. Default false. */
  readonly strict?: boolean;
}

/** Holds the merged value against the schema and the rules. Throws `config_invalid`, and with `strict` `config_unknown_key`. */
export function judge(
  merged: Table,
  { sources, strict = false }: JudgeOptions,
): { config: ConfigToml; warnings: ConfigWarning[] } {
  const originOf = originFinder(sources);
  refuse(problemsOf(configSchema, merged), originOf);
  // What the schema accepted is used as it is: keys that it does not name are to stay.
  const config: ConfigToml = merged;
  refuse(brokenRules(config), originOf);

  const unknown = unknownKeys(configSchema, merged);
  const warnings = unknown.slice(0, MOST_WARNINGS).map((key): ConfigWarning => {
    const origin = originOf(key.path);
    const meant = key.nearest === undefined ? '' : ` Did you mean \`${key.nearest}\`?`;
    if (strict) {
      throw tenonError({
        code: 'config_unknown_key',
        message: `${at(origin, key.path)}: no such key.${meant}`,
        mend: 'Correct or remove it, or leave out --strict-config.',
        ...(origin?.kind === 'file' ? { file: origin.file } : {}),
      });
    }
    return {
      summary: `Unknown key \`${dotted(key.path)}\` is ignored.${meant}`,
      details: `${at(origin, key.path)}: no such key`,
      ...(origin?.kind === 'file' ? { path: origin.file, ...origin.position } : {}),
    };
  });
  if (unknown.length > MOST_WARNINGS) {
    warnings.push({ summary: `${unknown.length - MOST_WARNINGS} more unknown keys are ignored.`, details: null });
  }
  return { config, warnings };
}

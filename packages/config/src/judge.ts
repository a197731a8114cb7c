import { tenonError } from '@tenon/plugin-api';
import { dotted } from './dotted.ts';
import type { ConfigWarning } from './load.ts';
import { problemsOf } from './problem.ts';
import { brokenRules } from './rules.ts';
import { type ConfigToml, configSchema } from './schema/config.ts';
import { at, originFinder, type Sources } from './sources.ts';
import type { Table } from './table.ts';
import { unknownKeys } from './unknown-keys.ts';

const MOST_WARNINGS = 20;

/** Holds the merged value against the schema and the rules. Throws `config_invalid`. */
export function judge(merged: Table, sources: Sources): { config: ConfigToml; warnings: ConfigWarning[] } {
  const originOf = originFinder(sources);
  const refuse = (problems: ReturnType<typeof problemsOf>): void => {
    const [first, ...others] = problems;
    if (!first) return;
    const origin = originOf(first.missing ? first.path.slice(0, -1) : first.path);
    const key = dotted(first.path);
    const remedy = first.expected === 'nothing' || first.expected === 'another id';
    throw tenonError({
      code: 'config_invalid',
      message: `${at(sources.file, origin, first.path)}: ${first.message}`,
      mend:
        (remedy
          ? `Remove or rename \`${key}\`.`
          : `Set \`${key}\` to ${first.expected}${first.missing ? '' : ', or remove it'}.`) +
        (others.length > 0
          ? ` ${others.length} more to mend: ${others
              .slice(0, 5)
              .map((one) => dotted(one.path))
              .join(', ')}.`
          : ''),
      ...(origin.kind === 'file' ? { file: sources.file } : {}),
    });
  };
  refuse(problemsOf(configSchema, merged));
  // What the schema accepted is used as it is: keys that it does not name are to stay.
  const config: ConfigToml = merged;
  refuse(brokenRules(config));

  const unknown = unknownKeys(configSchema, merged);
  const warnings = unknown.slice(0, MOST_WARNINGS).map((key): ConfigWarning => {
    const origin = originOf(key.path);
    const meant = key.nearest === undefined ? '' : ` Did you mean \`${key.nearest}\`?`;
    return {
      summary: `Unknown key \`${dotted(key.path)}\` is ignored.${meant}`,
      details: `${at(sources.file, origin, key.path)}: no such key`,
      ...(origin.kind === 'file' ? { path: sources.file, ...origin.position } : {}),
    };
  });
  if (unknown.length > MOST_WARNINGS) {
    warnings.push({ summary: `${unknown.length - MOST_WARNINGS} more unknown keys are ignored.`, details: null });
  }
  return { config, warnings };
}

import { tenonError } from '@tenon/plugin-api';
import { problemsOf } from '../problem.ts';
import { refuse } from '../refuse.ts';
import { brokenRequirements } from '../rules-requirements.ts';
import { type RequirementsToml, requirementsSchema } from '../schema/requirements.ts';
import { originFinder } from '../sources.ts';
import type { Table } from '../table.ts';

/**
 * Holds a file of requirements against its schema. Keys that nobody knows pass, as in Codex.
 * Throws `config_invalid`, and `requirements_contradict` where it wants a feature both on and off.
 */
export function judgeRequirements(file: string, text: string, table: Table): RequirementsToml {
  const originOf = originFinder([{ config: table, source: { kind: 'file', file, text } }]);
  refuse(problemsOf(requirementsSchema, table), originOf);
  refuse(brokenRequirements(table), originOf);
  const { feature_requirements: older, features, ...rest }: RequirementsToml = table;
  if (!older && !features) return rest;
  const both = Object.keys(older ?? {}).find((name) => {
    const other = features && Object.hasOwn(features, name) ? features[name] : undefined;
    return other !== undefined && other !== older?.[name];
  });
  if (both !== undefined) {
    throw tenonError({
      code: 'requirements_contradict',
      message: `${file}: feature ${both} is required both on and off`,
      mend: 'Name it in [features] alone.',
      file,
    });
  }
  return { ...rest, features: { ...older, ...features } };
}

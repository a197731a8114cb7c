import type { ExecRuleSources } from '@tenon/plugin-api/exec-rules';
import { loadRules, type RulesProblem } from './load-rules.ts';
import { requirementRules } from './requirement-rules.ts';
import { mergeRules, type Rules } from './rule.ts';

/** All rules of what the service `execRules` gives, and what is wrong with its files, as `loadRules` tells it. */
export function loadSources({ files, required }: Pick<ExecRuleSources, 'files' | 'required'>): {
  readonly rules: Rules;
  readonly problems: readonly RulesProblem[];
} {
  const { rules, problems } = loadRules(files);
  if (!required) return { rules, problems };
  return { rules: mergeRules([rules, requirementRules(required.rules, required.file)]), problems };
}

export { type Amendment, alsoAllows, refusedPrefix } from './amendments/propose.ts';
export { appendRule, networkRuleLine, prefixRuleLine } from './amendments/rule-text.ts';
export { type Checked, type CheckedRule, checkArgv } from './check.ts';
export { shellCommand } from './commands/shell-command.ts';
export {
  type DecideOptions,
  type ExecPolicy,
  type HeuristicDecisions,
  type Judgement,
  loadExecPolicy,
  type ScriptDecision,
} from './decide.ts';
export type { Verdict } from './heuristics/verdict.ts';
export type { RuleMatch } from './rule-book.ts';
export { loadRules, type RulesFile, type RulesProblem } from './rules/load-rules.ts';
export { loadSources } from './rules/load-sources.ts';
export { type RequirementPrefixRule, requirementRules } from './rules/requirement-rules.ts';
export {
  type Decision,
  mergeRules,
  type NetworkProtocol,
  type NetworkRule,
  type PatternToken,
  type PrefixRule,
  type RuleSource,
  type Rules,
} from './rules/rule.ts';
export { ruleName } from './rules/rule-name.ts';

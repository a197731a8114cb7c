import { matchPrefix } from './rules/match.ts';
import { type Decision, type PrefixRule, type Rules, stricter } from './rules/rule.ts';

/** What `execpolicy check` prints of a rule that matched, as Codex does. */
export interface CheckedRule {
  readonly prefixRuleMatch: {
    readonly matchedPrefix: readonly string[];
    readonly decision: Decision;
    /** The path that counted as the rule's program. */
    readonly resolvedProgram?: string;
    readonly justification?: string;
  };
}

export interface Checked {
  /** In the order of their files. */
  readonly matchedRules: readonly CheckedRule[];
  /** The strictest; not there when none matched. */
  readonly decision?: Decision;
}

/**
 * Which rules a command matches by its words alone, as `codex execpolicy check` has it: no script within it is looked at. `resolve`
 * makes a path absolute; with it, a path that no rule names counts as its bare name, unless `host_executable` says otherwise.
 */
export function checkArgv(rules: Rules, argv: readonly string[], resolve?: (path: string) => string): Checked {
  const exact = matching(rules.prefixRules, argv);
  const matchedRules = exact.length > 0 || !resolve ? exact : byName(rules, argv, resolve);
  const decisions = matchedRules.map(({ prefixRuleMatch }) => prefixRuleMatch.decision);
  return { matchedRules, ...(decisions.length > 0 && { decision: decisions.reduce(stricter) }) };
}

function byName({ prefixRules, hostExecutables }: Rules, argv: readonly string[], resolve: (path: string) => string) {
  const [program = '', ...args] = argv;
  const path = resolve(program);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const paths = hostExecutables.get(name);
  return paths && !paths.includes(path) ? [] : matching(prefixRules, [name, ...args], path);
}

function matching(rules: readonly PrefixRule[], argv: readonly string[], resolvedProgram?: string): CheckedRule[] {
  return rules
    .filter(({ pattern }) => matchPrefix(pattern, argv) === 'certain')
    .map(({ pattern, decision, justification }) => ({
      prefixRuleMatch: {
        matchedPrefix: argv.slice(0, pattern.length),
        decision,
        ...(resolvedProgram !== undefined && { resolvedProgram }),
        ...(justification !== undefined && { justification }),
      },
    }));
}

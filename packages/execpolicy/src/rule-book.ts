import { isSystemProgram } from './commands/system-program.ts';
import type { Word } from './commands/word.ts';
import { byFirstToken, matchPrefix, type Token } from './rules/match.ts';
import { type Decision, type PrefixRule, type Rules, stricter } from './rules/rule.ts';

/** A rule that a command met. */
export interface RuleMatch {
  readonly rule: PrefixRule;
  /** The command's first tokens that the pattern names; null where the run of the script decides. */
  readonly matchedPrefix: readonly (string | null)[];
  /** Not so when tokens are not known yet; such a match can ask for a person, and never allows. */
  readonly certain: boolean;
}

/** Rules made ready for looking up. */
export class RuleBook {
  readonly #rules: ReadonlyMap<string, readonly PrefixRule[]>;
  readonly #all: readonly PrefixRule[];
  readonly #hosts: Rules['hostExecutables'];

  constructor({ prefixRules, hostExecutables }: Rules) {
    this.#rules = byFirstToken(prefixRules);
    this.#all = prefixRules;
    this.#hosts = hostExecutables;
  }

  /**
   * The rules that a command meets. Rules for a bare name hold for a path with that name too: those that ask or forbid
   * always, those that allow only for `host_executable` paths, or without any for the system's folders.
   */
  matches(words: readonly Word[]): readonly RuleMatch[] {
    const tokens = words.map((one): Token => (one.glob ? undefined : one.text));
    const split = words.findIndex((one) => one.splits);
    const splitsAt = split < 0 ? tokens.length : split;
    const program = tokens[0];
    if (program === undefined) return this.#all.flatMap((rule) => found(rule, tokens, splitsAt));
    const exact = (this.#rules.get(program) ?? []).flatMap((rule) => found(rule, tokens, splitsAt));
    const name = program.slice(program.lastIndexOf('/') + 1);
    if (name === program || name === '') return exact;
    const named = [name, ...tokens.slice(1)];
    const trusted = this.#isProgram(program, name);
    const byName = (this.#rules.get(name) ?? []).filter(
      (rule) => rule.decision !== 'allow' || (trusted && exact.length === 0),
    );
    return [...exact, ...byName.flatMap((rule) => found(rule, named, splitsAt))];
  }

  #isProgram(path: string, name: string): boolean {
    const paths = this.#hosts.get(name);
    return paths ? paths.includes(path) : isSystemProgram(path);
  }
}

function found(rule: PrefixRule, tokens: readonly Token[], splitsAt: number): RuleMatch[] {
  const match = matchPrefix(rule.pattern, tokens, splitsAt);
  if (!match || (match === 'possible' && rule.decision === 'allow')) return [];
  return [
    {
      rule,
      matchedPrefix: tokens.slice(0, rule.pattern.length).map((one) => one ?? null),
      certain: match === 'certain',
    },
  ];
}

/** What the matches come to: a possible match of a rule that forbids asks. Undefined without any. */
export function ruled(matches: readonly RuleMatch[]): Decision | undefined {
  let decision: Decision | undefined;
  for (const { rule, certain } of matches) {
    const one = certain ? rule.decision : 'prompt';
    decision = decision === undefined ? one : stricter(decision, one);
  }
  return decision;
}

import { type Amendment, amendmentFor } from './amendments/propose.ts';
import { loadBashParser } from './bash/grammar.ts';
import { scriptParts } from './bash/script-parts.ts';
import type { Surroundings } from './commands/part.ts';
import { known } from './commands/word.ts';
import type { Verdict } from './heuristics/verdict.ts';
import { type JudgeContext, judgeAll } from './judge-script.ts';
import { RuleBook, type RuleMatch } from './rule-book.ts';
import { type Decision, type Rules, stricter } from './rules/rule.ts';

/** What becomes of a command without a rule, by its verdict. */
export type HeuristicDecisions = Readonly<Record<Verdict['verdict'], Decision>>;

export interface DecideOptions {
  readonly rules: Rules;
  /**
   * Depends on who may be asked and on the sandbox: `{ safe: 'allow', unknown: 'prompt', dangerous: 'prompt' }` where
   * everything else than reading is asked for, `unknown: 'allow'` where a sandbox confines it.
   */
  readonly heuristics: HeuristicDecisions;
  /** The prefix that the model would have allowed, the `prefix_rule` of its call. */
  readonly prefixRule?: readonly string[] | undefined;
}

/** One thing that a script does, and what is to become of it. */
export interface Judgement {
  /** Its text in the script, or in the script within it. */
  readonly source: string;
  /** Its words without their quotes, null for one that is known only as the script runs. Undefined for what is no command. */
  readonly argv: readonly (string | null)[] | undefined;
  readonly decision: Decision;
  readonly matches: readonly RuleMatch[];
  /** Present where no rule decided. */
  readonly heuristic?: Verdict;
}

export interface ScriptDecision {
  /** The strictest of all judgements. A script that does nothing is safe. */
  readonly decision: Decision;
  readonly judgements: readonly Judgement[];
  /** Every part is allowed by a rule: the peer then runs the script outside of the sandbox. */
  readonly allowedByRules: boolean;
  /** The rule that would have spared the question, where one can. */
  readonly amendment?: Amendment;
}

export interface ExecPolicy {
  /** Judges a script for bash, each of its commands on its own. */
  decide(script: string, options: DecideOptions): ScriptDecision;
  /** Judges a command that is run without a shell. `argv` that is itself a shell's is judged by its script. */
  decideArgv(argv: readonly string[], options: DecideOptions): ScriptDecision;
}

const ALONE: Surroundings = { piped: false, input: [] };

/** Loads the parser of scripts, some 15 ms. Keep what it gives: a decision then takes far less than 2 ms. */
export async function loadExecPolicy(): Promise<ExecPolicy> {
  const parser = await loadBashParser();
  const books = new WeakMap<Rules, RuleBook>();
  const contextOf = ({ rules, heuristics }: DecideOptions): JudgeContext => {
    const book = books.get(rules) ?? new RuleBook(rules);
    books.set(rules, book);
    return { book, heuristics, parse: (script, around) => scriptParts(script, parser, around) };
  };
  return {
    decide: (script, options) => conclude(judgeAll(scriptParts(script, parser, ALONE), contextOf(options)), options),
    decideArgv: (argv, options) => {
      const words = argv.map(known);
      const part = { kind: 'command', words, source: argv.join(' '), around: ALONE } as const;
      return conclude(judgeAll(words.length > 0 ? [part] : [], contextOf(options)), options);
    },
  };
}

function conclude(judgements: readonly Judgement[], { heuristics, prefixRule }: DecideOptions): ScriptDecision {
  const decision = judgements
    .map((one) => one.decision)
    .reduce(stricter, judgements.length > 0 ? 'allow' : heuristics.safe);
  const allowedByRules = judgements.length > 0 && judgements.every((one) => one.decision === 'allow' && !one.heuristic);
  const amendment = decision === 'prompt' ? amendmentFor(judgements, prefixRule) : undefined;
  return { decision, judgements, allowedByRules, ...(amendment ? { amendment } : {}) };
}

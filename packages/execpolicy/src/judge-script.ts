import type { Part, Surroundings } from './commands/part.ts';
import { unwrap } from './commands/unwrap.ts';
import type { Word } from './commands/word.ts';
import type { HeuristicDecisions, Judgement } from './decide.ts';
import { judgeCommand, judgePart } from './heuristics/judge.ts';
import { dangerous, type Verdict } from './heuristics/verdict.ts';
import { type RuleBook, ruled } from './rule-book.ts';
import { type Decision, stricter } from './rules/rule.ts';

export interface JudgeContext {
  readonly book: RuleBook;
  readonly heuristics: HeuristicDecisions;
  readonly parse: (script: string, around: Surroundings) => readonly Part[];
}

/** Commands within commands, and scripts within scripts, are followed this far. */
const NESTING = 8;
const JUDGEMENTS = 3_000;
/** The words of a command are without bound. */
const GUESSES = 200;
const NO_INPUT: Surroundings = { piped: false, input: [] };

/** Judges every part, and what the commands among them run within. */
export function judgeAll(parts: readonly Part[], context: JudgeContext): Judgement[] {
  const judgements: Judgement[] = [];
  for (const part of parts) new PartJudge(context, judgements).part(part, 0, undefined);
  return judgements;
}

class PartJudge {
  readonly #context: JudgeContext;
  readonly #found: Judgement[];

  constructor(context: JudgeContext, found: Judgement[]) {
    this.#context = context;
    this.#found = found;
  }

  /** `covered`: a rule that allows the outer command reaches into this one. */
  part(part: Part, depth: number, covered: Judgement | undefined): void {
    if (this.#found.length > JUDGEMENTS) return;
    if (this.#found.length === JUDGEMENTS || depth > NESTING) {
      this.#heuristic(part.source, undefined, dangerous('too much or too deep to be judged'));
    } else if (part.kind === 'command') this.#command(part.words, part.source, part.around, depth, covered);
    else if (part.kind === 'script') this.#script(part.script, NO_INPUT, depth);
    else if (part.kind === 'guess') this.#guess(part.words, part.source);
    else this.#heuristic(part.source, undefined, judgePart(part));
  }

  #command(
    words: readonly Word[],
    source: string,
    around: Surroundings,
    depth: number,
    covered: Judgement | undefined,
  ): void {
    const argv = words.map((one) => (one.glob ? null : (one.text ?? null)));
    const matches = this.#context.book.matches(words);
    const byRule = ruled(matches);
    const certain = matches.some((one) => one.certain);
    const { inner, parts, neutral } = unwrap(words, around);
    if (byRule !== undefined && certain) this.#add({ source, argv, decision: byRule, matches });
    else if (covered && byRule === undefined) this.#add({ ...covered, source, argv });
    else if (!neutral || byRule !== undefined) {
      const heuristic = judgeCommand(words);
      this.#add({ source, argv, decision: stricter(this.#decision(heuristic), byRule ?? 'allow'), matches, heuristic });
    }
    for (const part of parts) this.part(part, depth + 1, undefined);
    const allows = byRule === 'allow' ? matches : [];
    for (const one of inner) {
      if (one.kind === 'script') this.#script(one.script, around, depth);
      else if (one.kind === 'words') {
        const reaching = allows.filter(({ rule }) => rule.pattern.length > one.at);
        const cover: Judgement | undefined =
          reaching.length > 0 ? { source, argv, decision: 'allow', matches: reaching } : undefined;
        this.part({ kind: 'command', words: one.words, source, around }, depth + 1, cover);
      }
    }
  }

  #script(script: string, around: Surroundings, depth: number): void {
    for (const part of this.#context.parse(script, around)) this.part(part, depth + 1, undefined);
  }

  /** Commands that may be none count only where they would be dangerous. */
  #guess(words: readonly Word[], source: string): void {
    const verdicts = words.slice(0, GUESSES).map((_, from) => judgeCommand(words.slice(from)));
    const found = verdicts.find(({ verdict }) => verdict === 'dangerous');
    if (found) this.#heuristic(source, undefined, found);
  }

  #heuristic(source: string, argv: Judgement['argv'], heuristic: Verdict): void {
    this.#add({ source, argv, decision: this.#decision(heuristic), matches: [], heuristic });
  }

  #decision({ verdict }: Verdict): Decision {
    return this.#context.heuristics[verdict];
  }

  #add(judgement: Judgement): void {
    this.#found.push(judgement);
  }
}

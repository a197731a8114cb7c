import { type Decision, type Judgement, type RuleMatch, shellCommand } from '@tenon/execpolicy';

/** Of the rules with that decision that commands met, the one with the longest pattern. */
export function decidingMatch(judgements: readonly Judgement[], decision: Decision): RuleMatch | undefined {
  const matches = judgements
    .filter((one) => one.decision === decision)
    .flatMap((one) => one.matches.filter(({ rule, certain }) => (certain ? rule.decision : 'prompt') === decision));
  return matches.reduce<RuleMatch | undefined>(
    (longest, one) => (longest && longest.rule.pattern.length >= one.rule.pattern.length ? longest : one),
    undefined,
  );
}

/** Characters of a command that a reason repeats: whoever reads it has the whole. */
const REPEATED = 1_000;

function repeated(words: readonly string[]): string {
  const command = shellCommand(words);
  return `\`${command.length > REPEATED ? `${command.slice(0, REPEATED).toWellFormed()}…` : command}\``;
}

/** What a model reads of a refused command, in the words of Codex. */
export const rejected = (argv: readonly string[], why = 'blocked by policy'): string =>
  `${repeated(argv)} rejected: ${why}`;

export const rejectedByRule = (argv: readonly string[], { rule, matchedPrefix }: RuleMatch): string =>
  rejected(
    argv,
    rule.justification ?? `policy forbids commands starting with ${repeated(matchedPrefix.map((one) => one ?? '…'))}`,
  );

/** What a person is asked, in the words of Codex. */
export const askedByRule = (argv: readonly string[], { rule }: RuleMatch): string =>
  `${repeated(argv)} requires approval${rule.justification === undefined ? ' by policy' : `: ${rule.justification}`}`;

import { type Judgement, loadExecPolicy, type Rules, ruleName, type ScriptDecision } from '@tenon/execpolicy';
import { columns } from '../config/show.ts';

/** What nobody says anything of is asked for, so that the rule that would allow it is shown. */
const heuristics = { safe: 'allow', unknown: 'prompt', dangerous: 'prompt' } as const;

/** A command, or a script of one word, for people. */
export async function explain(argv: readonly string[], rules: Rules): Promise<string> {
  const policy = await loadExecPolicy();
  const [script = ''] = argv;
  const options = { rules, heuristics };
  const found = argv.length === 1 ? policy.decide(script, options) : policy.decideArgv(argv, options);
  const rows = found.judgements.map((one) => [oneLine(one.source), verdictOf(one), reasonsOf(one)]);
  const { amendment } = found;
  const rule = amendment
    ? `\nThis rule would allow it without a question:\n  ${amendment.line}\nIt would also allow:\n${amendment.alsoAllows.map((one) => `  ${one}\n`).join('')}`
    : '';
  return `${rows.length > 0 ? `${columns(rows)}\n` : ''}${outcome(found)}\n${rule}`;
}

const verdictOf = ({ decision, heuristic, matches }: Judgement): string =>
  heuristic && matches.length === 0 ? heuristic.verdict : decision;

const reasonsOf = ({ matches, heuristic }: Judgement): string =>
  [
    ...matches.map(({ rule, certain }) => `${ruleName(rule)}${certain ? '' : ', if it matches as it runs'}`),
    ...(heuristic ? [heuristic.reason] : []),
  ].join('; ');

/** What comes of the whole. */
function outcome({ decision, allowedByRules, judgements }: ScriptDecision): string {
  if (decision === 'forbidden') return 'A rule forbids it.';
  if (allowedByRules) return 'Rules allow all of it: it runs outside of the sandbox, and nobody is asked.';
  const asking = judgements.filter((one) => one.decision === 'prompt');
  if (asking.some(({ matches }) => matches.length > 0)) return 'A rule wants it to be asked for.';
  if (asking.some(({ heuristic }) => heuristic?.verdict === 'dangerous')) return 'It is dangerous, and is asked for.';
  if (asking.length > 0)
    return 'No rule decides: it runs in the sandbox, or is asked for, as the approval policy says.';
  return 'It only reads: it runs in the sandbox, and nobody is asked.';
}

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};

import type { Surroundings } from '../commands/part.ts';
import { shellCommand } from '../commands/shell-command.ts';
import { unwrap } from '../commands/unwrap.ts';
import { known, programName } from '../commands/word.ts';
import { isInterpreter, SHELLS, WRAPPERS } from '../commands/wrappers.ts';
import type { Judgement } from '../decide.ts';
import { dangerousForms, judgeCommand } from '../heuristics/judge.ts';
import { isPlainText, prefixRuleLine } from './rule-text.ts';

/** A rule that a person may add so as not to be asked again. */
export interface Amendment {
  /** The first words of the commands that it allows. */
  readonly prefix: readonly string[];
  /** Its line for a rules file. */
  readonly line: string;
  /** What it would also allow, one sentence each. Never empty. */
  readonly alsoAllows: readonly string[];
}

/** Programs that say nothing of what is done until a further word does. */
const BARE: ReadonlySet<string> = new Set(
  'git npm npx pnpm pnpx yarn bunx uv uvx pipx pip pip3 cargo go make just docker podman kubectl helm terraform aws gcloud az gh ssh scp rsync curl wget apt apt-get brew dnf yum systemctl rm mv cp dd chmod chown find sed eval source . ln tee'.split(
    ' ',
  ),
);

const ALONE: Surroundings = { piped: false, input: [] };

/** Why a prefix is never proposed; undefined when it may be. */
export function refusedPrefix(prefix: readonly string[]): string | undefined {
  const words = prefix.map(known);
  const program = programName(words[0]);
  if (program === undefined || program === '') return 'it names no program';
  if (!prefix.every(isPlainText)) return 'it has control characters';
  if (judgeCommand(words).verdict === 'dangerous') return 'it allows what is dangerous';
  const runsOthers = SHELLS.has(program) || isInterpreter(program);
  if (prefix.length === 1 && (BARE.has(program) || runsOthers)) return `\`${program}\` alone allows nearly everything`;
  if (SHELLS.has(program) && prefix.slice(1).some((one) => /^[-+][a-zA-Z]*c/.test(one)))
    return 'its script is judged by its own commands';
  if (runsOthers && prefix.slice(1).every((one) => one.startsWith('-'))) return `\`${program}\` then runs any code`;
  if (program === 'git' && prefix.slice(1).every((one) => one.startsWith('-')))
    return '`git` without its command allows nearly everything';
  return Object.hasOwn(WRAPPERS, program) ? refusedWrapper(prefix, program) : undefined;
}

/** A rule for `sudo` or `timeout` must reach the command that these run. */
function refusedWrapper(prefix: readonly string[], program: string): string | undefined {
  const inner = unwrap(prefix.map(known), ALONE).inner.find((one) => one.kind === 'words');
  if (!inner) return `\`${program}\` runs any command`;
  return refusedPrefix(prefix.slice(inner.at));
}

/**
 * The amendment that would have spared the question: there is one when exactly one command was asked for, no rule asked
 * for it, its words are all known, and nothing else in the script asks.
 */
export function amendmentFor(
  judgements: readonly Judgement[],
  wanted: readonly string[] | undefined,
): Amendment | undefined {
  const asking = judgements.filter((one) => one.decision === 'prompt');
  const [first] = asking;
  if (!first || asking.some((one) => one.matches.length > 0 || one.heuristic?.verdict !== 'unknown')) return undefined;
  const argv = literal(first);
  if (!argv || asking.some((one) => !same(literal(one), argv))) return undefined;
  const covers = wanted !== undefined && wanted.length > 0 && wanted.every((token, at) => argv[at] === token);
  const prefix = covers && refusedPrefix(wanted) === undefined ? wanted : argv;
  return refusedPrefix(prefix) === undefined
    ? { prefix, line: prefixRuleLine(prefix), alsoAllows: alsoAllows(prefix) }
    : undefined;
}

function literal({ argv }: Judgement): readonly string[] | undefined {
  return argv?.every((one) => one !== null) ? argv : undefined;
}

const same = (left: readonly string[] | undefined, right: readonly string[]): boolean =>
  left?.length === right.length && left.every((one, at) => one === right[at]);

/** What a rule for `prefix` lets through besides the command at hand. */
export function alsoAllows(prefix: readonly string[]): string[] {
  const shown = shellCommand(prefix);
  const found = [`Every command that begins with \`${shown}\`, whatever follows, outside of the sandbox.`];
  const words = prefix.map(known);
  for (const { example, reason } of dangerousForms(programName(words[0]) ?? '')) {
    if (example.length === 0 || judgeCommand([...words, ...example.map(known)]).verdict !== 'dangerous') continue;
    found.push(`\`${[shown, ...example].join(' ')}\`, which ${reason}.`);
    break;
  }
  if (isInterpreter(programName(words[0]) ?? '') || SHELLS.has(programName(words[0]) ?? ''))
    found.push('Whatever its script comes to hold, where it runs one from a file.');
  return found;
}

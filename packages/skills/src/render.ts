import { costOf, type SkillBudget, shareRoom } from './budget.ts';
import { inOrder } from './order.ts';
import type { Skill } from './skill.ts';

export interface RenderedSkills {
  /** What the model is told, as a developer message. */
  readonly text: string;
  /** What a person should know: descriptions were cut much, or skills left out. */
  readonly warning?: string;
}

/** Characters that must be missing of each description, on average, for a person to be told. */
const toldFrom = 100;

const intro = (short: boolean) =>
  `A skill is a set of instructions that is kept in a file named \`SKILL.md\`. These are the skills you can use: each with its name, what it is for, and ${
    short ? 'a short path, which begins with the name of a root from the table' : 'the path of its file'
  }.`;

const howTo = (short: boolean) =>
  [
    '### How to use skills',
    '- When the user names a skill (`$name`, or in words), or the task is plainly what a description speaks of, use that skill in this turn. If they name several, use them all. In later turns use it only if it is asked for again, or fits again.',
    `- Read its \`SKILL.md\` first, as far as you need it${short ? '; put the folder of the root in place of its name' : ''}. If the message brings the file in \`<skill>\`, you need not read it again.`,
    '- Relative paths in it mean the folder it is in. Open only those files that the task needs; run scripts that are there rather than writing them anew.',
    '- Say in a line which skill you use, and why. If it is not there, or cannot be read or followed, say so and go on as well as you can.',
  ].join('\n');

const lineOf = ({ name }: Skill, path: string, text: string) => `- ${name}:${text && ` ${text}`} (file: ${path})`;

interface Plan {
  readonly lines: readonly string[];
  readonly omitted: number;
  readonly missing: number;
  readonly text: string;
}

function plan(
  skills: readonly Skill[],
  pathOf: (skill: Skill) => string,
  roots: readonly string[],
  budget: SkillBudget,
): Plan {
  const short = roots.length > 0;
  const table = short ? ['### Skill roots', ...roots.map((root, at) => `- \`r${at}\` = \`${root}\``)] : [];
  // The words around the list are free, but for those that short paths need.
  const extra = costOf(howTo(short) + intro(short), budget) - costOf(howTo(false) + intro(false), budget);
  const room = budget.limit - extra - table.reduce((sum, line) => sum + costOf(line, budget), 0);
  const bare = skills.map((skill) => ({ line: lineOf(skill, pathOf(skill), ''), text: skill.description }));
  const kept = shareRoom(bare, budget, room);
  const shown = skills.slice(0, kept.length);
  const lines = shown.map((skill, at) => lineOf(skill, pathOf(skill), kept[at]?.trimEnd() ?? ''));
  const missing = shown.reduce((sum, { description }, at) => sum + description.length - (kept[at]?.length ?? 0), 0);
  const text = [intro(short), ...table, '### Available skills', ...lines, howTo(short)].join('\n');
  return { lines, omitted: skills.length - lines.length, missing, text };
}

/** The path with the name of its root in place of the root's; as it is where it is in none. */
function shortened({ path, root }: Skill, roots: readonly string[]): string {
  const at = roots.indexOf(root);
  const rest = path.slice(root.length);
  return at >= 0 && path.startsWith(root) && /^[\\/]/.test(rest) ? `r${at}${rest}` : path;
}

function warningOf({ omitted, missing, lines }: Plan, { unit }: SkillBudget): string | undefined {
  const share = unit === 'tokens' ? '2% ' : '';
  if (omitted > 0) {
    const [were, what] = omitted === 1 ? ['was', 'skill'] : ['were', 'skills'];
    return `Exceeded skills context budget${share && ' of 2%'}. All skill descriptions were removed and ${omitted} additional ${what} ${were} not included in the model-visible skills list.`;
  }
  if (missing <= toldFrom * lines.length) return undefined;
  return `Skill descriptions were shortened to fit the ${share}skills context budget. The model still sees every skill, but some descriptions are shorter. Disable skills or plugins that are not used to leave more room for the rest.`;
}

/**
 * What a model is told of skills; undefined when there is none to tell of. In degrees, as far as the budget makes it needful: whole
 * lines; paths by the names of their roots, descriptions shortened evenly; no descriptions; fewer skills.
 */
export function renderSkills(enabled: readonly Skill[], budget: SkillBudget): RenderedSkills | undefined {
  const skills = enabled.filter(({ implicit }) => implicit).sort(inOrder(['system', 'admin', 'repo', 'user']));
  if (skills.length === 0) return undefined;
  const whole = plan(skills, ({ path }) => path, [], budget);
  let best = whole;
  if (whole.omitted > 0 || whole.missing > 0) {
    const roots = [...new Set(skills.map(({ root }) => root))];
    const short = plan(skills, (skill) => shortened(skill, roots), roots, budget);
    if (short.omitted < whole.omitted || (short.omitted === whole.omitted && short.missing < whole.missing))
      best = short;
  }
  const warning = warningOf(best, budget);
  const text = `<skills_instructions>\n## Skills\n${best.text}\n</skills_instructions>`;
  return { text, ...(warning !== undefined && { warning }) };
}

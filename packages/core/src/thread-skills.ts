import { skillRoots } from '@tenon/plugin-api/skills';
import type { ResponseItem, ServerNotification, UserInput } from '@tenon/protocol';
import {
  isEnabled,
  mayMention,
  mentionedSkills,
  type ReadSkill,
  type RenderedSkills,
  readSkillText,
  renderSkills,
  type Skill,
  skillBudget,
  skillText,
} from '@tenon/skills';
import { developerMessage, userText } from './context.ts';
import { readableEnvironment } from './readable-environment.ts';
import { findSkills } from './skills.ts';
import type { NewLine } from './thread-log.ts';
import type { TurnContext } from './turn-context.ts';

/** Lines for the log, and what clients are told beside them. */
export interface SkillLines {
  readonly lines: readonly NewLine[];
  readonly warnings: readonly ServerNotification[];
}

const nothing: SkillLines = { lines: [], warnings: [] };
const opening = '<skills_instructions>';
const none: RenderedSkills = { text: `${opening}\nThere are no skills any more.\n</skills_instructions>` };

/** What the model was last told of skills, as its history stands. */
function lastTold(history: readonly ResponseItem[]): string | undefined {
  for (const item of history.toReversed()) {
    if (item.type !== 'message' || item.role !== 'developer') continue;
    const [part] = item.content;
    if (part?.type === 'input_text' && part.text.startsWith(opening)) return part.text;
  }
  return undefined;
}

const warning = ({ threadId }: TurnContext, message: string): ServerNotification => ({
  method: 'warning',
  params: { threadId, message },
});

/** The skills of a thread: looked for once in each turn that needs them. */
export class ThreadSkills {
  readonly #cache = new Map<string, ReadSkill>();
  #found: { readonly turnId: string; readonly skills: Promise<readonly Skill[]> } | undefined;

  /** Those that the thread's settings leave enabled. */
  async #enabled(context: TurnContext): Promise<readonly Skill[]> {
    const { turnId, settings, generation, signal, onError } = context;
    if (generation.names(skillRoots).length === 0) return [];
    if (this.#found?.turnId !== turnId) {
      const { cwd, skills: rules } = settings;
      const environment = readableEnvironment(generation, context.environment, settings);
      const found = findSkills(generation, { cwd, environment, signal, onError, cache: this.#cache });
      const skills = found.then(({ skills }) => skills.filter((skill) => isEnabled(skill, rules)));
      this.#found = { turnId, skills };
    }
    return this.#found.skills;
  }

  /** Begins to look for what `instructions` needs, beside other work. */
  begin(context: TurnContext): void {
    // Whoever asks for them then learns what went wrong.
    if (context.settings.skills.includeInstructions) this.#enabled(context).catch(() => {});
  }

  /**
   * What the model must be told before a turn's input: which skills there are, where that is not what it was last told. Nothing that
   * was said is touched.
   */
  async instructions(
    context: TurnContext,
    history: readonly ResponseItem[],
    contextWindow: number | null,
  ): Promise<SkillLines> {
    const { includeInstructions } = context.settings.skills;
    const told = lastTold(history);
    const rendered = includeInstructions
      ? renderSkills(await this.#enabled(context), skillBudget(contextWindow))
      : undefined;
    const { text, warning: message } = rendered ?? none;
    if (text === told || (!rendered && (told === undefined || !includeInstructions))) return nothing;
    return { lines: [developerMessage(text)], warnings: message ? [warning(context, message)] : [] };
  }

  /** The files of skills that an input mentions, as messages behind it. One that cannot be had is told, and left out. */
  async mentioned(context: TurnContext, input: readonly UserInput[]): Promise<SkillLines> {
    if (!mayMention(input)) return nothing;
    const { skills, missing } = mentionedSkills(input, await this.#enabled(context));
    const { files } = readableEnvironment(context.generation, context.environment, context.settings);
    const lines: NewLine[] = [];
    const warnings = missing.map(({ name, path }) =>
      warning(context, `Skill \`${name}\` is not used: there is none at ${path}, or it is disabled.`),
    );
    for (const skill of skills) {
      try {
        lines.push(userText(skillText(skill, await readSkillText(files, skill.path))));
      } catch (error) {
        warnings.push(
          warning(context, `Skill \`${skill.name}\` is not used: ${skill.path}: ${(error as Error).message}`),
        );
      }
    }
    return { lines, warnings };
  }
}

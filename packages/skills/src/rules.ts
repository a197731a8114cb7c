import type { Skill } from './skill.ts';

/** An entry of `[[skills.config]]`; of `path` and `name` one says which skills it is about. */
export interface SkillRule {
  /** Absolute: of a SKILL.md, or of its folder. */
  readonly path?: string | undefined;
  /** Every skill of that name. */
  readonly name?: string | undefined;
  readonly enabled: boolean;
}

/** What the configuration says of skills: `[skills]`. */
export interface SkillSettings {
  /** Tell the model which skills there are. */
  readonly includeInstructions: boolean;
  /** Those of scope `system` are used. */
  readonly bundled: boolean;
  /** A later rule beats an earlier one. */
  readonly rules: readonly SkillRule[];
}

export const defaultSkillSettings: SkillSettings = { includeInstructions: true, bundled: true, rules: [] };

/** The `[skills]` table of a configuration. Entries that name both a path and a name, or neither, are about nothing, as in the peer. */
export function skillSettings(table?: {
  readonly include_instructions?: boolean | undefined;
  readonly bundled?: { readonly enabled?: boolean | undefined } | undefined;
  readonly config?: readonly SkillRule[] | undefined;
}): SkillSettings {
  return {
    includeInstructions: table?.include_instructions ?? true,
    bundled: table?.bundled?.enabled ?? true,
    rules: (table?.config ?? []).filter(({ path, name }) => (path === undefined) !== (name === undefined)),
  };
}

/** A path of a SKILL.md as that of its folder. */
const folderOf = (path: string): string => path.replace(/[\\/](SKILL\.md)?$/, '');

const concerns = (rule: SkillRule, { path, foundAt, name }: Pick<Skill, 'path' | 'foundAt' | 'name'>): boolean =>
  rule.path === undefined
    ? rule.name === name
    : [path, foundAt].some((one) => folderOf(one) === folderOf(rule.path ?? ''));

/** Whether a skill is used. One that no rule is about is. */
export function isEnabled(skill: Pick<Skill, 'path' | 'foundAt' | 'name' | 'scope'>, settings: SkillSettings): boolean {
  if (skill.scope === 'system' && !settings.bundled) return false;
  return settings.rules.findLast((rule) => concerns(rule, skill))?.enabled ?? true;
}

/** The ways to write the path of a skill. */
export const spellingsOf = ({ path, foundAt }: Pick<Skill, 'path' | 'foundAt'>): readonly string[] => [
  ...new Set([path, foundAt].flatMap((one) => [one, folderOf(one)])),
];

/**
 * The rules with what one skill, or those of one name, is to be: disabled by an entry, enabled by none. Others stay. `spellings`: the
 * ways to write the path; default: as the rule does.
 */
export function withRule(
  rules: readonly SkillRule[],
  { path, name, enabled }: SkillRule,
  spellings: readonly string[] = path === undefined ? [] : [path],
): readonly SkillRule[] {
  const others = rules.filter((rule) =>
    rule.path === undefined ? path !== undefined || rule.name !== name : !spellings.includes(rule.path),
  );
  if (enabled) return others;
  return [...others, path === undefined ? { name, enabled } : { path, enabled }];
}

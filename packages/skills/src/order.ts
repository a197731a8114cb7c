import type { SkillScope } from '@tenon/protocol/skills';
import type { Skill } from './skill.ts';

export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Sorts by scope, then by name, then by path: the same list for the same files. */
export const inOrder =
  (scopes: readonly SkillScope[]) =>
  (one: Skill, other: Skill): number =>
    scopes.indexOf(one.scope) - scopes.indexOf(other.scope) ||
    byText(one.name, other.name) ||
    byText(one.path, other.path);

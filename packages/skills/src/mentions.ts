import type { UserInput } from '@tenon/protocol';
import type { Skill } from './skill.ts';

/** Names of variables, which stand in texts about shells for themselves. */
const variables = new Set('PATH HOME USER SHELL PWD TMPDIR TEMP TMP LANG TERM XDG_CONFIG_HOME'.split(' '));

const linked = /\[\$([\w-]+(?::[\w-]+)*)\]\(([^()\n]+)\)/g;
const plain = /\$([\w-]+(?::[\w-]+)*)/g;

/** What texts mention: `$name`, and `[$name](path)`, whose path says which. */
export interface Mentions {
  readonly names: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
}

export function mentionsIn(texts: readonly string[]): Mentions {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const text of texts) {
    const rest = text.replace(linked, (_, name: string, path: string) => {
      if (!variables.has(name) && !/^(app|mcp|plugin):\/\//.test(path)) paths.add(path.replace(/^skill:\/\//, ''));
      return ' ';
    });
    for (const [, name = ''] of rest.matchAll(plain)) if (!variables.has(name)) names.add(name);
  }
  return { names, paths };
}

/** Whether an input may bring a skill with it: only then need they be looked for. */
export const mayMention = (input: readonly UserInput[]): boolean =>
  input.some((part) => part.type === 'skill' || (part.type === 'text' && part.text.includes('$')));

export interface Mentioned {
  /** Each once: first those of `skill` items, then those of links, then those of names. */
  readonly skills: readonly Skill[];
  /** `skill` items that lead to none that is enabled. */
  readonly missing: readonly { readonly name: string; readonly path: string }[];
}

/**
 * The skills that an input asks for, of those that are enabled. A name that several share, or that nobody has, brings none; nor does
 * one whose `skill` item led to none, for another skill was meant.
 */
export function mentionedSkills(input: readonly UserInput[], enabled: readonly Skill[]): Mentioned {
  const byPath = new Map(enabled.map((skill) => [skill.path, skill]));
  const chosen = new Set<Skill>();
  const missing: { name: string; path: string }[] = [];
  const texts: string[] = [];
  for (const part of input) {
    if (part.type === 'text') texts.push(part.text);
    if (part.type !== 'skill') continue;
    const skill = byPath.get(part.path);
    if (skill) chosen.add(skill);
    else missing.push({ name: part.name, path: part.path });
  }
  const { names, paths } = mentionsIn(texts);
  for (const skill of enabled) if (paths.has(skill.path)) chosen.add(skill);
  const taken = new Set([...[...chosen].map(({ name }) => name), ...missing.map(({ name }) => name)]);
  const count = new Map<string, number>();
  for (const { name } of enabled) count.set(name, (count.get(name) ?? 0) + 1);
  for (const skill of enabled) {
    if (names.has(skill.name) && !taken.has(skill.name) && count.get(skill.name) === 1) chosen.add(skill);
  }
  return { skills: [...chosen], missing };
}

/** What the model is given of a skill that was mentioned: the whole file. */
export const skillText = ({ name, path }: Pick<Skill, 'name' | 'path'>, text: string): string =>
  `<skill>\n<name>${name}</name>\n<path>${path}</path>\n${text}\n</skill>`;

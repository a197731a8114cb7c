import type { posix } from 'node:path';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { allowedStat } from './allowed-stat.ts';
import { parseFrontMatter } from './front-matter.ts';
import { type Metadata, parseMetadata } from './metadata.ts';
import type { Skill, SkillFault } from './skill.ts';
import { readSkillText } from './skill-file.ts';

export interface ReadOptions {
  readonly files: Pick<FileSystem, 'readFile' | 'linkStat' | 'stat'>;
  readonly paths: typeof posix;
}

/** What the files of a skill said when they were last read: they are understood anew only when their text is another. */
export interface ReadSkill {
  /** The texts themselves, and why one could not be read. */
  readonly texts: readonly (string | undefined)[];
  readonly said: Omit<Skill, 'scope' | 'path' | 'root'> | undefined;
  readonly faults: readonly SkillFault[];
}

const faultOf = (path: string, error: unknown): SkillFault => ({ path, message: (error as Error).message });

interface Attempt {
  readonly text?: string;
  readonly fault?: SkillFault;
}

async function attempt(files: ReadOptions['files'], path: string): Promise<Attempt> {
  try {
    return { text: await readSkillText(files, path) };
  } catch (error) {
    return { fault: faultOf(path, error) };
  }
}

/** The same of a file that need not be there. */
async function attemptOptional(files: ReadOptions['files'], path: string): Promise<Attempt> {
  try {
    return (await allowedStat(files, path)) ? await attempt(files, path) : {};
  } catch (error) {
    return { fault: faultOf(path, error) };
  }
}

/** Reads a SKILL.md and what is beside it. `before`: what it came to the last time. */
export async function readSkill(
  path: string,
  { files, paths }: ReadOptions,
  before: ReadSkill | undefined,
): Promise<ReadSkill> {
  const folder = paths.dirname(path);
  const yaml = paths.join(folder, 'agents', 'openai.yaml');
  const [skill, beside] = await Promise.all([attempt(files, path), attemptOptional(files, yaml)]);
  const texts = [skill.text, skill.fault?.message, beside.text, beside.fault?.message];
  if (before && texts.every((text, at) => text === before.texts[at])) return before;
  if (skill.text === undefined) return { texts, said: undefined, faults: skill.fault ? [skill.fault] : [] };
  const faults = beside.fault ? [beside.fault] : [];
  let metadata: Metadata = { implicit: true };
  try {
    if (beside.text !== undefined) metadata = parseMetadata(beside.text, (inside) => paths.join(folder, inside));
  } catch (error) {
    faults.push(faultOf(yaml, error));
  }
  try {
    return { texts, said: { ...parseFrontMatter(skill.text, paths.basename(folder)), ...metadata }, faults };
  } catch (error) {
    return { texts, said: undefined, faults: [faultOf(path, error)] };
  }
}

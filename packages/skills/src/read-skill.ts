import type { posix } from 'node:path';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SkillRoot } from '@tenon/plugin-api/skills';
import { parseFrontMatter } from './front-matter.ts';
import { type Metadata, parseMetadata } from './metadata.ts';
import type { Skill, SkillFault } from './skill.ts';

/** Bytes of a file: more is no text that anybody wrote for a model. */
const maxBytes = 1024 * 1024;

export interface ReadOptions {
  readonly files: Pick<FileSystem, 'readFile' | 'linkStat'>;
  readonly paths: typeof posix;
  /** Links resolved. */
  readonly root: string;
  readonly of: SkillRoot;
}

/** The text of a file. Throws in words for clients. */
export async function readText(files: ReadOptions['files'], path: string): Promise<string> {
  const stat = await files.linkStat(path);
  if (stat?.kind !== 'file') throw new Error('failed to read file: it is not there, or is no regular file');
  if (stat.size > maxBytes) throw new Error(`failed to read file: it is larger than ${maxBytes} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await files.readFile(path));
  } catch (cause) {
    throw new Error(`failed to read file: ${(cause as Error).message}`, { cause });
  }
}

/** A skill, or what is wrong with it; and what is wrong with its metadata, without which it goes on. */
export async function readSkill(path: string, options: ReadOptions): Promise<[Skill | undefined, SkillFault[]]> {
  const { files, paths, root, of } = options;
  const folder = paths.dirname(path);
  try {
    const { name, ...said } = parseFrontMatter(await readText(files, path), paths.basename(folder));
    const faults: SkillFault[] = [];
    let metadata: Metadata = { implicit: true };
    const yaml = paths.join(folder, 'agents', 'openai.yaml');
    try {
      if (await files.linkStat(yaml)) {
        metadata = parseMetadata(await readText(files, yaml), (inside) => paths.join(folder, inside));
      }
    } catch (error) {
      faults.push({ path: yaml, message: (error as Error).message });
    }
    const named = of.namespace === undefined ? name : `${of.namespace}:${name}`;
    return [{ name: named, ...said, ...metadata, scope: of.scope, path, root }, faults];
  } catch (error) {
    return [undefined, [{ path, message: (error as Error).message }]];
  }
}

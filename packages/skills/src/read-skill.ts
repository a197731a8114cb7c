import type { posix } from 'node:path';
import type { FileStat, FileSystem } from '@tenon/plugin-api/environment';
import { parseFrontMatter } from './front-matter.ts';
import { type Metadata, parseMetadata } from './metadata.ts';
import type { Skill, SkillFault } from './skill.ts';
import { readStated } from './skill-file.ts';
import { unlessDenied } from './unless-denied.ts';

export interface ReadOptions {
  readonly files: Pick<FileSystem, 'readFile' | 'linkStat'>;
  readonly paths: typeof posix;
}

/** What the files of a skill said when they were last read. */
export interface ReadSkill {
  /** Sizes and times of the files; undefined when one may change unseen: it was written just before it was read. */
  readonly stamp: string | undefined;
  readonly said: Omit<Skill, 'scope' | 'path' | 'foundAt' | 'root'> | undefined;
  readonly faults: readonly SkillFault[];
}

/** Milliseconds after which a file that is written again has another time, on any file system. */
const settledMs = 2000;

function stampOf(stats: readonly (FileStat | undefined)[], now: number): string | undefined {
  if (stats.some((stat) => stat && stat.modifiedAt > now - settledMs)) return undefined;
  return stats.map((stat) => (stat ? `${stat.kind} ${stat.size} ${stat.modifiedAt}` : '')).join();
}

/** Reads a SKILL.md and what is beside it. `before`: what it came to the last time. */
export async function readSkill(
  { path, stat }: { readonly path: string; readonly stat: FileStat },
  { files, paths }: ReadOptions,
  before: ReadSkill | undefined,
): Promise<ReadSkill> {
  const folder = paths.dirname(path);
  const yaml = paths.join(folder, 'agents', 'openai.yaml');
  const faults: SkillFault[] = [];
  const attempt = async <T>(file: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      faults.push({ path: file, message: (error as Error).message });
      return undefined;
    }
  };
  const now = Date.now();
  const beside = await attempt(yaml, () => unlessDenied(files.linkStat(yaml)));
  const stamp = faults.length > 0 ? undefined : stampOf([stat, beside], now);
  if (before && stamp !== undefined && stamp === before.stamp) return before;
  const front = await attempt(path, async () =>
    parseFrontMatter(await readStated(files, path, stat), paths.basename(folder)),
  );
  if (!front) return { stamp, said: undefined, faults };
  const metadata: Metadata | undefined =
    beside &&
    (await attempt(yaml, async () =>
      parseMetadata(await readStated(files, yaml, beside), (inside) => paths.join(folder, inside)),
    ));
  return { stamp, said: { ...front, ...(metadata ?? { implicit: true }) }, faults };
}

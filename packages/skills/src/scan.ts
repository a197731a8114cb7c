import type { DirectoryEntry, FileStat, FileSystem } from '@tenon/plugin-api/environment';
import type { SkillFault } from './skill.ts';
import { unlessDenied } from './unless-denied.ts';

/** How far below a root a skill may be (fact sheet on skills, section 6). */
const maxDepth = 6;
/** Folders of one root that are looked at. */
const maxFolders = 2000;

export interface ScanOptions {
  readonly files: Pick<FileSystem, 'readEntries' | 'realPath' | 'linkStat' | 'stat'>;
  readonly join: (folder: string, name: string) => string;
  /** Follow links to folders. Links to files never are: a SKILL.md is what stands there. */
  readonly links: boolean;
  readonly signal: AbortSignal;
}

export interface Scanned {
  /** Each SKILL.md, by its path, links resolved. */
  readonly found: ReadonlyMap<string, FileStat>;
  /** Links resolved. Empty: there is no such root. */
  readonly folders: readonly string[];
  readonly faults: readonly SkillFault[];
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Looks for SKILL.md in a root and the folders in it, level by level. What starts with a dot is passed over. */
export async function scanRoot(root: string, { files, join, links, signal }: ScanOptions): Promise<Scanned> {
  const found = new Map<string, FileStat>();
  const faults: SkillFault[] = [];
  const seen = new Set<string>();
  let truncated = false;

  /** Notes a SKILL.md; a folder to look into comes back, links resolved. */
  const take = async (folder: string, { name, kind }: DirectoryEntry): Promise<string[]> => {
    const path = join(folder, name);
    if (name === 'SKILL.md' && kind === 'file') {
      const stat = await files.linkStat(path);
      if (stat?.kind === 'file') found.set(path, stat);
    }
    if (kind !== 'directory' || name.startsWith('.')) return [];
    const real = await files.realPath(path);
    return links || real === path ? [real] : [];
  };
  const look = async (folder: string): Promise<string[]> => {
    const failed = (path: string, error: unknown): never[] => {
      faults.push({ path, message: `failed to read folder: ${textOf(error)}` });
      return [];
    };
    const entries = await files.readEntries(folder).catch((error: unknown) => failed(folder, error));
    const taken = entries.map((entry) => take(folder, entry).catch((error) => failed(join(folder, entry.name), error)));
    return (await Promise.all(taken)).flat();
  };

  let level: string[] = [];
  try {
    if ((await unlessDenied(files.stat(root)))?.kind === 'directory') level = [await files.realPath(root)];
  } catch (error) {
    faults.push({ path: root, message: `failed to read folder: ${textOf(error)}` });
  }
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    signal.throwIfAborted();
    const fresh = [...new Set(level)].filter((folder) => !seen.has(folder)).sort();
    const taken = fresh.slice(0, maxFolders - seen.size);
    truncated ||= taken.length < fresh.length;
    for (const folder of taken) seen.add(folder);
    level = (await Promise.all(taken.map(look))).flat();
  }
  if (truncated) {
    const message = `skills scan truncated after ${maxFolders} directories: skills beyond them are not used`;
    faults.push({ path: root, message });
  }
  return { found, folders: [...seen], faults };
}

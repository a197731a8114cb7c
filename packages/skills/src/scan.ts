import type { DirectoryEntry, FileStat, FileSystem } from '@tenon/plugin-api/environment';
import { byText } from './order.ts';
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

/** A SKILL.md as it was found. */
export interface FoundSkill {
  readonly stat: FileStat;
  /** Its path with the links that led to it. */
  readonly foundAt: string;
}

/** A folder to look into. */
interface Folder {
  /** Links resolved. */
  readonly real: string;
  readonly foundAt: string;
}

export interface Scanned {
  /** Each SKILL.md, by its path, links resolved. */
  readonly found: ReadonlyMap<string, FoundSkill>;
  /** Links resolved. Empty: there is no such root. */
  readonly folders: readonly string[];
  readonly faults: readonly SkillFault[];
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Looks for SKILL.md in a root and the folders in it, level by level. What starts with a dot is passed over. */
export async function scanRoot(root: string, { files, join, links, signal }: ScanOptions): Promise<Scanned> {
  const found = new Map<string, FoundSkill>();
  const faults: SkillFault[] = [];
  const seen = new Set<string>();
  let truncated = false;

  /** Notes a SKILL.md; a folder to look into comes back, links resolved. */
  const take = async (folder: Folder, { name, kind }: DirectoryEntry): Promise<Folder[]> => {
    const path = join(folder.real, name);
    const foundAt = join(folder.foundAt, name);
    if (name === 'SKILL.md' && kind === 'file') {
      const stat = await files.linkStat(path);
      if (stat?.kind === 'file') found.set(path, { stat, foundAt });
    }
    if (kind !== 'directory' || name.startsWith('.')) return [];
    const real = await files.realPath(path);
    return links || real === path ? [{ real, foundAt }] : [];
  };
  const look = async (folder: Folder): Promise<Folder[]> => {
    const failed = (path: string, error: unknown): never[] => {
      faults.push({ path, message: `failed to read folder: ${textOf(error)}` });
      return [];
    };
    const entries = await files.readEntries(folder.real).catch((error: unknown) => failed(folder.real, error));
    const taken = entries.map((entry) =>
      take(folder, entry).catch((error) => failed(join(folder.real, entry.name), error)),
    );
    return (await Promise.all(taken)).flat();
  };

  let level: Folder[] = [];
  try {
    if ((await unlessDenied(files.stat(root)))?.kind === 'directory')
      level = [{ real: await files.realPath(root), foundAt: root }];
  } catch (error) {
    faults.push({ path: root, message: `failed to read folder: ${textOf(error)}` });
  }
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    signal.throwIfAborted();
    const fresh: Folder[] = [];
    // Of several ways to one folder the first by name counts.
    for (const folder of level.sort((one, other) => byText(one.foundAt, other.foundAt))) {
      if (seen.has(folder.real)) continue;
      if (seen.size >= maxFolders) {
        truncated = true;
        break;
      }
      seen.add(folder.real);
      fresh.push(folder);
    }
    level = (await Promise.all(fresh.map(look))).flat();
  }
  if (truncated) {
    const message = `skills scan truncated after ${maxFolders} directories: skills beyond them are not used`;
    faults.push({ path: root, message });
  }
  return { found, folders: [...seen], faults };
}

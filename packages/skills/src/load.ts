import { posix, win32 } from 'node:path';
import type { Environment } from '@tenon/plugin-api/environment';
import type { SkillRoot } from '@tenon/plugin-api/skills';
import type { SkillScope } from '@tenon/protocol/skills';
import { byText, inOrder } from './order.ts';
import type { ReadSkill } from './read-skill.ts';
import { type FoundSkill, scanRoot } from './scan.ts';
import type { Skill, SkillCatalog, SkillFault } from './skill.ts';

export interface LoadOptions {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** What files said when the same roots were read before, by path: kept up to date. Then files are understood anew only when they change. */
  readonly cache?: Map<string, ReadSkill>;
}

const listed: readonly SkillScope[] = ['repo', 'user', 'system', 'admin'];

/** Where a skill was found first. */
type Origin = Pick<Skill, 'root' | 'scope'> & FoundSkill & Pick<SkillRoot, 'namespace' | 'fallback'>;

/**
 * Reads the skills of some roots. A file that several roots lead to counts for the first of them. What cannot be read or
 * understood stands in `faults` and costs nothing else. Rejects only when the signal is aborted.
 */
export async function loadSkills(roots: readonly SkillRoot[], options: LoadOptions): Promise<SkillCatalog> {
  const { environment, signal, cache } = options;
  const { files } = environment;
  const paths = environment.platform.os === 'windows' ? win32 : posix;
  const scans = await Promise.all(
    roots.map(async (of) => {
      const scanned = await scanRoot(of.path, { files, join: paths.join, links: of.scope !== 'system', signal });
      return { of, ...scanned };
    }),
  );
  const found: { readonly skill: Skill; readonly fallback: boolean }[] = [];
  const faults: SkillFault[] = scans.flatMap((scan) => scan.faults);
  const origin = new Map<string, Origin>();
  for (const { of, found: all, folders } of scans) {
    for (const [path, one] of all) {
      if (!origin.has(path)) origin.set(path, { ...of, ...one, root: folders[0] ?? of.path });
    }
  }
  // Brings the YAML library, which is for those who have skills.
  const reader = origin.size > 0 ? await import('./read-skill.ts') : undefined;
  const take = async (path: string, { stat, foundAt, root, scope, namespace, fallback = false }: Origin) => {
    const read = await reader?.readSkill({ path, stat }, { files, paths }, cache?.get(path));
    if (!read) return;
    cache?.set(path, read);
    faults.push(...read.faults);
    if (!read.said) return;
    const name = namespace === undefined ? read.said.name : `${namespace}:${read.said.name}`;
    found.push({ skill: { ...read.said, name, scope, path, foundAt, root }, fallback });
  };
  await Promise.all([...origin].map(([path, of]) => take(path, of)));
  for (const path of cache?.keys() ?? []) if (!origin.has(path)) cache?.delete(path);
  signal.throwIfAborted();
  const key = ({ scope, name }: Skill) => `${scope} ${name}`;
  const firm = new Set(found.flatMap(({ skill, fallback }) => (fallback ? [] : [key(skill)])));
  const skills = found.flatMap(({ skill, fallback }) => (fallback && firm.has(key(skill)) ? [] : [skill]));
  return {
    skills: skills.sort(inOrder(listed)),
    faults: faults.sort((one, other) => byText(one.path, other.path)),
    folders: scans.flatMap(({ of, folders }) => (folders.length > 0 ? folders : [of.path])),
  };
}

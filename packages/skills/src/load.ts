import { posix, win32 } from 'node:path';
import type { Environment } from '@tenon/plugin-api/environment';
import type { SkillRoot } from '@tenon/plugin-api/skills';
import type { SkillScope } from '@tenon/protocol/skills';
import { byText, inOrder } from './order.ts';
import { scanRoot } from './scan.ts';
import type { Skill, SkillCatalog, SkillFault } from './skill.ts';

export interface LoadOptions {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

const listed: readonly SkillScope[] = ['repo', 'user', 'system', 'admin'];

/**
 * Reads the skills of some roots. A file that several roots lead to counts for the first of them. What cannot be read or
 * understood stands in `faults` and costs nothing else. Rejects only when the signal is aborted.
 */
export async function loadSkills(roots: readonly SkillRoot[], options: LoadOptions): Promise<SkillCatalog> {
  const { environment, signal } = options;
  const { files } = environment;
  const paths = environment.platform.os === 'windows' ? win32 : posix;
  const scans = await Promise.all(
    roots.map(async (of) => {
      const scanned = await scanRoot(of.path, { files, join: paths.join, links: of.scope !== 'system', signal });
      return { of, ...scanned };
    }),
  );
  const skills: Skill[] = [];
  const faults: SkillFault[] = scans.flatMap((scan) => scan.faults);
  const known = new Set<string>();
  const reading: Promise<void>[] = [];
  // Brings the YAML library, which is for those who have skills.
  const reader = scans.some(({ found }) => found.length > 0) ? await import('./read-skill.ts') : undefined;
  for (const { of, found, folders } of scans) {
    for (const path of found) {
      if (known.has(path) || !reader) continue;
      known.add(path);
      const read = reader.readSkill(path, { files, paths, root: folders[0] ?? of.path, of });
      reading.push(
        read.then(([skill, wrong]) => {
          if (skill) skills.push(skill);
          faults.push(...wrong);
        }),
      );
    }
  }
  await Promise.all(reading);
  signal.throwIfAborted();
  return {
    skills: skills.sort(inOrder(listed)),
    faults: faults.sort((one, other) => byText(one.path, other.path)),
    folders: scans.flatMap(({ of, folders }) => (folders.length > 0 ? folders : [of.path])),
  };
}

import type { Generation } from '@tenon/kernel';
import { tenonError } from '@tenon/plugin-api';
import { type SkillRoot, type SkillRootsContext, skillRoots } from '@tenon/plugin-api/skills';
import { type LoadOptions, loadSkills, type SkillCatalog } from '@tenon/skills';

export interface FindSkillsOptions extends SkillRootsContext, Pick<LoadOptions, 'cache'> {
  /** Roots beside those of plugins, behind them. Default: none. */
  readonly extra?: readonly SkillRoot[];
  /** Told of a plugin that could not say where its skills are: it brings none. */
  readonly onError: (error: unknown) => void;
}

/** All skills of a folder that plugins know roots of, enabled or not. Rejects only when the signal is aborted. */
export async function findSkills(generation: Generation, options: FindSkillsOptions): Promise<SkillCatalog> {
  const { cwd, environment, signal, cache, extra = [], onError } = options;
  const members = [...(await generation.all(skillRoots))];
  const read = await Promise.all(
    members.map(async ([name, member]) => {
      try {
        return await member.read({ cwd, environment, signal });
      } catch (cause) {
        const plugin = generation.owner(skillRoots, name);
        const message = `the skills of ${name} of ${plugin} are left out: ${String(cause)}`;
        const mend = 'Mend what it names, or disable the plugin.';
        onError(tenonError({ code: 'skill_roots_failed', message, mend, cause, ...(plugin && { plugin }) }));
        return [];
      }
    }),
  );
  return loadSkills([...read.flat(), ...extra], { environment, signal, ...(cache && { cache }) });
}

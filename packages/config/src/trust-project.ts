import { isTenonError } from '@tenon/plugin-api';
import type { ConfigPlaces } from './load.ts';
import { readStack } from './stack.ts';
import { writeConfig } from './write.ts';

/** Times it begins anew because somebody wrote the file meanwhile. */
const TRIES = 3;

/**
 * Notes in the user's `config.toml` that the project of `cwd` is trusted; only where no layer says anything of it: what somebody said is
 * never changed. Returns whether it was written. Throws as `writeConfig`.
 */
export async function trustProject(places: ConfigPlaces & { readonly cwd: string }): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    const { layers, project } = await readStack(places);
    if (!project || project.trust !== null) return false;
    const expectedVersion = layers.find(({ name }) => name.type === 'user')?.version;
    const keyPath = `projects.${JSON.stringify(project.root)}.trust_level`;
    try {
      await writeConfig({
        ...places,
        edits: [{ keyPath, value: 'trusted', mergeStrategy: 'replace' }],
        expectedVersion,
      });
      return true;
    } catch (error) {
      // It may have been what they wrote.
      if (tries === TRIES || !isTenonError(error) || error.code !== 'config_version_conflict') throw error;
    }
  }
}

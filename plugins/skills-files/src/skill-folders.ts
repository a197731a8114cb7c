import { posix, win32 } from 'node:path';
import type { SkillRoot, SkillRoots } from '@tenon/plugin-api/skills';
import { projectFolders } from '@tenon/skills';
import type { Config } from './config.ts';

/** In each folder of a project, and the first two also in the user's home. */
const FOLDERS: readonly string[] = ['.agents', '.claude', '.codex', '.tenon'];
const OF_HOME = FOLDERS.slice(0, 2);

/**
 * The user's, the machine's, and those of the project from its root to the working directory. The project's are last: what a root of
 * the user also leads to is the user's (fact sheet on skills, section 6).
 */
export function skillFolders({ home, system, project_root_markers: markers }: Config): SkillRoots {
  return {
    async read({ cwd, environment }) {
      const { files, platform } = environment;
      const paths = platform.os === 'windows' ? win32 : posix;
      const own: readonly SkillRoot[] =
        home === undefined
          ? []
          : [
              { path: paths.join(home, 'skills'), scope: 'user' },
              { path: paths.join(home, 'skills', '.system'), scope: 'system' },
            ];
      const user = OF_HOME.map(
        (name): SkillRoot => ({ path: paths.join(platform.home, name, 'skills'), scope: 'user' }),
      );
      const admin: readonly SkillRoot[] =
        system === undefined ? [] : [{ path: paths.join(system, 'skills'), scope: 'admin' }];
      const project = (await projectFolders(cwd, markers, { files, paths })).flatMap((folder) =>
        FOLDERS.map((name): SkillRoot => ({ path: paths.join(folder, name, 'skills'), scope: 'repo' })),
      );
      return [...own, ...user, ...admin, ...project];
    },
  };
}

import { posix, win32 } from 'node:path';
import type { SkillRoot, SkillRoots } from '@tenon/plugin-api/skills';
import { projectFolders } from '@tenon/skills';
import type { Config } from './config.ts';

/** In each folder of a project, and the first two also in the user's home. */
const FOLDERS: readonly string[] = ['.agents', '.claude', '.codex', '.tenon'];
const OF_HOME = FOLDERS.slice(0, 2);
/** Another agent's: what was brought over from there (`externalAgentConfig/import`) must not be there twice. */
const FOREIGN = '.claude';

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
      const inFolder = (folder: string, names: readonly string[], scope: SkillRoot['scope']) =>
        names.map(
          (name): SkillRoot => ({
            path: paths.join(folder, name, 'skills'),
            scope,
            ...(name === FOREIGN && { fallback: true }),
          }),
        );
      const admin: readonly SkillRoot[] =
        system === undefined ? [] : [{ path: paths.join(system, 'skills'), scope: 'admin' }];
      const project = await projectFolders(cwd, markers, { files, paths });
      return [
        ...own,
        ...inFolder(platform.home, OF_HOME, 'user'),
        ...admin,
        ...project.flatMap((folder) => inFolder(folder, FOLDERS, 'repo')),
      ];
    },
  };
}

import { definePlugin } from '@tenon/plugin-api';
import { skillRoots } from '@tenon/plugin-api/skills';
import { Config } from './config.ts';

/** The folders of skills that Codex and Claude Code read, and Tenon's own. */
export default definePlugin({
  id: 'tenon.skills-files',
  config: Config,
  register: ({ config }) => [
    skillRoots.add('files', async () => (await import('./skill-folders.ts')).skillFolders(config)),
  ],
});

import { definePlugin } from '@tenon/plugin-api';
import { promptFragments } from '@tenon/plugin-api/prompt';
import { Config } from './config.ts';

/** AGENTS.md files as instructions for the model. */
export default definePlugin({
  id: 'tenon.prompt-project-docs',
  config: Config,
  register: ({ config }) => [
    promptFragments.add('project-docs', async () => (await import('./project-docs.ts')).projectDocs(config)),
  ],
});

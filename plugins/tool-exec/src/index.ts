import { definePlugin } from '@tenon/plugin-api';
import { tools } from '@tenon/plugin-api/tool';
import { ToolExecConfig } from './config.ts';

export type { ToolExecConfig } from './config.ts';

/** exec_command and write_stdin: commands and long-running sessions. */
export default definePlugin({
  id: 'tenon.tool-exec',
  config: ToolExecConfig,
  register: ({ config }) => {
    let made: Promise<ReturnType<typeof import('./exec-tools.ts').createExecTools>> | undefined;
    const make = () => {
      made ??= import('./exec-tools.ts').then(({ createExecTools }) => createExecTools(config));
      return made;
    };
    return [
      tools.add('exec_command', async () => (await make()).execCommand),
      tools.add('write_stdin', async () => (await make()).writeStdin),
    ];
  },
});

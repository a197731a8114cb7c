import { definePlugin } from '@tenon/plugin-api';

/** exec_command and write_stdin: commands and long-running sessions. */
export default definePlugin({
  id: 'tenon.tool-exec',
  register: () => [],
});

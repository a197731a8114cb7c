import { definePlugin } from '@tenon/plugin-api';

/** __DESCRIPTION__ */
export default definePlugin({
  id: '__PLUGIN_ID__',
  // What it contributes. A tool, from `@tenon/plugin-api/tool`: [tools.add('hello', async () => (await import('./hello.ts')).hello())]
  register: () => [],
});

import { definePlugin } from '@tenon/plugin-api';
import { tools } from '@tenon/plugin-api/tool';

/** request_permissions: asks to be allowed more, for a turn or a session. */
export default definePlugin({
  id: 'tenon.tool-request-permissions',
  register: () => [tools.add('request_permissions', async () => (await import('./tool.ts')).requestPermissionsTool())],
});

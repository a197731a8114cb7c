import { definePlugin } from '@tenon/plugin-api';
import { tools } from '@tenon/plugin-api/tool';

/** update_plan: the task plan. */
export default definePlugin({
  id: 'tenon.tool-update-plan',
  register: () => [tools.add('update_plan', async () => (await import('./tool.ts')).updatePlanTool())],
});

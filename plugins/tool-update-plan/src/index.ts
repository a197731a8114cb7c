import { definePlugin } from '@tenon/plugin-api';

/** update_plan: the task plan. */
export default definePlugin({
  id: 'tenon.tool-update-plan',
  register: () => [],
});

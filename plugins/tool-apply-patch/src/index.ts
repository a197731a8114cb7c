import { definePlugin } from '@tenon/plugin-api';
import { tools } from '@tenon/plugin-api/tool';

/** apply_patch: verified file edits. */
export default definePlugin({
  id: 'tenon.tool-apply-patch',
  register: () => [tools.add('apply_patch', async () => (await import('./tool.ts')).applyPatchTool())],
});

import { definePlugin } from '@tenon/plugin-api';

/** apply_patch: verified file edits. */
export default definePlugin({
  id: 'tenon.tool-apply-patch',
  register: () => [],
});

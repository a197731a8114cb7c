import { definePlugin } from '@tenon/plugin-api';

/** __DESCRIPTION__ */
export default definePlugin({
  id: '__PLUGIN_ID__',
  register: () => [],
});

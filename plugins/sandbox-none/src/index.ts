import { definePlugin } from '@tenon/plugin-api';

/** No confinement of commands: says so, and refuses what it cannot confine. */
export default definePlugin({
  id: 'tenon.sandbox-none',
  register: () => [],
});

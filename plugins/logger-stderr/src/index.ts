import { definePlugin } from '@tenon/plugin-api';

/** Diagnostics on standard error. */
export default definePlugin({
  id: 'tenon.logger-stderr',
  register: () => [],
});

import { definePlugin } from '@tenon/plugin-api';

/** This machine's files and processes. */
export default definePlugin({
  id: 'tenon.environment-local',
  register: () => [],
});

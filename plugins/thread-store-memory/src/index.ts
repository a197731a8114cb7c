import { definePlugin } from '@tenon/plugin-api';

/** Threads that live as long as the process. */
export default definePlugin({
  id: 'tenon.thread-store-memory',
  register: () => [],
});

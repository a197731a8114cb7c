import { definePlugin } from '@tenon/plugin-api';

/** Threads as JSONL files in the date tree, with a rebuildable index. */
export default definePlugin({
  id: 'tenon.thread-store-local',
  register: () => [],
});

import { definePlugin } from '@tenon/plugin-api';
import { threadStore } from '@tenon/plugin-api/thread-store';
import { createMemoryStore } from './store.ts';

/** Threads that live as long as the process. It touches no file. */
export default definePlugin({
  id: 'tenon.thread-store-memory',
  register: () => [
    threadStore.provide((scope) => {
      const store = createMemoryStore();
      scope.defer(() => store.close());
      return store;
    }),
  ],
});

import { isAbsolute } from 'node:path';
import { definePlugin } from '@tenon/plugin-api';
import { logger } from '@tenon/plugin-api/logger';
import { threadStore } from '@tenon/plugin-api/thread-store';
import * as z from 'zod/mini';
import { createLocalStore } from './store.ts';

const Config = z.strictObject({
  /** The folder that holds `sessions/` and `archived_sessions/`: Codex's home, or one of its own. Made when the first thread is written. */
  home: z.string().check(z.refine((path) => isAbsolute(path), 'must be an absolute path')),
});

/** Threads as rollout files in the date tree, as Codex keeps them, with an index that can be rebuilt. */
export default definePlugin({
  id: 'tenon.thread-store-local',
  config: Config,
  needs: { logger },
  register: ({ config, needs }) => [
    threadStore.provide((scope) => {
      const store = createLocalStore({ home: config.home, logger: needs.logger });
      scope.defer(() => store.close());
      return store;
    }),
  ],
});

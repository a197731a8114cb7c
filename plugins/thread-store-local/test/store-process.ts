import { serveThreadStore } from '@tenon/testing/thread-store-process';
import { createLocalStore } from '../src/store.ts';
import { silentLogger } from './silent-logger.ts';

await serveThreadStore((folder) => createLocalStore({ home: folder, logger: silentLogger() }));

// The process of the file store. Its first argument is what is wrong with it.
import { serveThreadStore } from '../src/thread-store-process.ts';
import { createFileStore, type Flaw } from './file-store.ts';

await serveThreadStore((folder) => createFileStore(folder, process.argv[2] as Flaw));

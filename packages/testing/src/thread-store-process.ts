import type { ThreadStore } from '@tenon/plugin-api/thread-store';
import { serve } from './thread-store/serve.ts';

/**
 * Opens the store under test.
 *
 * `folder` is absolute and there, and it is empty the first time. What two processes do with one folder, they do with one store. A store
 * that keeps nothing in files makes a name of it, such as that of a database.
 */
export type OpenThreadStore = (folder: string) => ThreadStore | Promise<ThreadStore>;

/**
 * The program that `testThreadStore` starts, and kills, to see what a store of yours is worth in a process of its own. It is a file
 * beside your tests, of one line:
 *
 *     await serveThreadStore((folder) => createAcmeStore({ folder }));
 *
 * It does what it is told on standard input and answers on standard output, so your store must not print there. The last argument of the
 * command is the folder. Resolves once the input has ended and the store was closed.
 */
export async function serveThreadStore(open: OpenThreadStore): Promise<void> {
  await serve(open);
}

import { type Files, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { appServer, type ServerOptions } from './server.ts';

/** A server over this machine's files and processes, unconfined, and a folder to work in. */
export async function machineServer(files: Files = {}, options: ServerOptions = {}) {
  const folder = await temporaryFolder(files);
  const harness = toolHarness({ cwd: folder.path });
  const server = await appServer({ machine: harness.context.environment, home: `${folder.path}/.home`, ...options });
  server.sandbox.wrap = (command) => command;
  return {
    ...server,
    path: folder.path,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');
export const plain = (text: string) => Buffer.from(text, 'base64').toString();

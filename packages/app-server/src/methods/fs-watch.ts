import { absolutePath } from '../absolute-path.ts';
import { createFileWatches } from '../file-watches.ts';
import { fsFailure } from '../fs-error.ts';
import type { Handler } from '../handler.ts';
import { readableFiles, readFailure } from '../permissions/readable-files.ts';
import { rpcErrorOf } from '../rpc-error.ts';
import { withEnvironment } from './fs.ts';

export const fsWatch: Handler<'fs/watch'> = async (params, { server, connection }) => {
  const path = absolutePath(params.path, 'path');
  try {
    await withEnvironment(server, async (environment) => {
      const { files, mayRead: mayTell } = await readableFiles(server, environment);
      return connection.own(createFileWatches).add(params.watchId, path, {
        files,
        mayTell,
        changed: (changed) => connection.notify({ method: 'fs/changed', params: changed }),
        failed: (error) => {
          server.report(error);
          const message = `the watch ${params.watchId} of ${path} has ended: ${rpcErrorOf(error).message}`;
          connection.notify({ method: 'warning', params: { message } });
        },
      });
    });
  } catch (error) {
    throw fsFailure(readFailure(error), path);
  }
  return { path };
};

export const fsUnwatch: Handler<'fs/unwatch'> = (params, { connection }) => {
  connection.own(createFileWatches).remove(params.watchId);
  return {};
};

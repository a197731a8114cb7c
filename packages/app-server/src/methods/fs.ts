import { type Environment, environments, type FileSystem } from '@tenon/plugin-api/environment';
import { rpcCodes } from '@tenon/protocol';
import { absolutePath } from '../absolute-path.ts';
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { fsFailure } from '../fs-error.ts';
import type { Handler, ServerSide } from '../handler.ts';
import { readableFiles, readFailure } from '../permissions/readable-files.ts';
import { invalidRequest, RpcFailure } from '../rpc-error.ts';

/** Bytes of the largest file that is read: its answer is one message, of a third more. */
const maxReadBytes = 64 * 1024 * 1024;

/** Runs something with the default environment, which stays as it is meanwhile. */
export async function withEnvironment<T>(
  server: ServerSide,
  body: (environment: Environment) => Promise<T>,
): Promise<T> {
  const { runtime } = await server.host();
  using generation = runtime.acquire();
  return await body(generation.service(environments).get());
}

/** It is the client that asks, not the model: only what the configuration and administrators deny is out of its reach. */
async function withFiles<T>(server: ServerSide, path: string, body: (files: FileSystem) => Promise<T>): Promise<T> {
  try {
    return await withEnvironment(server, async (environment) => body((await readableFiles(server, environment)).files));
  } catch (error) {
    throw fsFailure(readFailure(error), path);
  }
}

function missing(path: string): RpcFailure {
  return new RpcFailure(rpcCodes.internal, `ENOENT: no such file or directory, '${path}'`, {
    code: 'file_not_found',
    errno: 'ENOENT',
    mend: 'Send the path of something that exists.',
    file: path,
  });
}

/** A pipe or a device: reading or writing it may never end. */
function notAFile(path: string): RpcFailure {
  return invalidRequest(`${path} is no regular file`, {
    code: 'not_a_file',
    mend: 'Send the path of a regular file; read a pipe or a device with a command (command/exec).',
    file: path,
  });
}

export const fsReadFile: Handler<'fs/readFile'> = async (params, { server }) => {
  const path = absolutePath(params.path, 'path');
  return withFiles(server, path, async (files) => {
    const stat = await files.stat(path);
    if (stat?.kind === 'other') throw notAFile(path);
    if (stat && stat.size > maxReadBytes) {
      throw invalidRequest(`${path} has ${stat.size} bytes; at most ${maxReadBytes} are read`, {
        code: 'file_too_large',
        max_bytes: maxReadBytes,
        actual_bytes: stat.size,
        mend: 'Read it in parts with a command (command/exec).',
        file: path,
      });
    }
    return { dataBase64: encodeBase64(await files.readFile(path)) };
  });
};

export const fsWriteFile: Handler<'fs/writeFile'> = async (params, { server }) => {
  const path = absolutePath(params.path, 'path');
  const data = decodeBase64(params.dataBase64);
  if (!data) {
    throw invalidRequest('fs/writeFile requires valid base64 dataBase64', {
      code: 'base64_invalid',
      mend: 'Encode the bytes as standard base64, with padding.',
    });
  }
  return withFiles(server, path, async (files) => {
    if ((await files.stat(path))?.kind === 'other') throw notAFile(path);
    await files.writeFile(path, data);
    return {};
  });
};

export const fsCreateDirectory: Handler<'fs/createDirectory'> = async (params, { server }) => {
  const path = absolutePath(params.path, 'path');
  return withFiles(server, path, async (files) => {
    await files.makeDirectory(path, { recursive: params.recursive ?? true });
    return {};
  });
};

/** Of what the path leads to; `isSymlink` of the path itself. A link that leads nowhere has neither of the other two. */
export const fsGetMetadata: Handler<'fs/getMetadata'> = async (params, { server }) => {
  const path = absolutePath(params.path, 'path');
  return withFiles(server, path, async (files) => {
    const [followed, own] = await Promise.all([files.stat(path), files.linkStat(path)]);
    const stat = followed ?? own;
    if (!stat) throw missing(path);
    return {
      isDirectory: stat.kind === 'directory',
      isFile: stat.kind === 'file',
      isSymlink: own?.kind === 'symlink',
      createdAtMs: Math.trunc(stat.createdAt),
      modifiedAtMs: Math.trunc(stat.modifiedAt),
    };
  });
};

export const fsReadDirectory: Handler<'fs/readDirectory'> = async (params, { server }) => {
  const path = absolutePath(params.path, 'path');
  return withFiles(server, path, async (files) => ({
    entries: (await files.readEntries(path)).map(({ name, kind }) => ({
      fileName: name,
      isDirectory: kind === 'directory',
      isFile: kind === 'file',
    })),
  }));
};

export const fsRemove: Handler<'fs/remove'> = async (params, { server }) => {
  const path = absolutePath(params.path, 'path');
  return withFiles(server, path, async (files) => {
    const stat = await files.linkStat(path);
    if (stat?.kind === 'directory') await files.removeDirectory(path, { recursive: params.recursive ?? true });
    else if (stat) await files.remove(path);
    else if (!(params.force ?? true)) throw missing(path);
    return {};
  });
};

export const fsCopy: Handler<'fs/copy'> = async (params, { server }) => {
  const source = absolutePath(params.sourcePath, 'sourcePath');
  const destination = absolutePath(params.destinationPath, 'destinationPath');
  return withFiles(server, source, async (files) => {
    await files.copy(source, destination, { recursive: params.recursive ?? false });
    return {};
  });
};

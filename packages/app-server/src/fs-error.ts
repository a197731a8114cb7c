import { isTenonError } from '@tenon/plugin-api';
import { rpcCodes } from '@tenon/protocol';
import { RpcFailure } from './rpc-error.ts';

/** By Node's code: ours, and the mend. */
const known: Readonly<Record<string, readonly [code: string, mend: string]>> = {
  ENOENT: ['file_not_found', 'Send the path of something that exists, in a folder that exists.'],
  EACCES: ['permission_denied', 'Give the user of the server the right to do so.'],
  EPERM: ['permission_denied', 'Give the user of the server the right to do so.'],
  EROFS: ['read_only_file_system', 'Send a path on a file system that may be written.'],
  EEXIST: ['already_exists', 'Send another path, or remove what is there.'],
  ENOTDIR: ['not_a_directory', 'Send a path that leads through folders only.'],
  EISDIR: ['is_a_directory', 'Send the path of a file, or `recursive: true` where the method has it.'],
  ENOTEMPTY: ['directory_not_empty', 'Send `recursive: true`.'],
  EINVAL: ['file_operation_invalid', 'Copy files, folders and links only, and no folder into itself.'],
  ENAMETOOLONG: ['path_too_long', 'Send a shorter path.'],
  ELOOP: ['too_many_links', 'Send a path whose links lead somewhere.'],
  ENOSPC: ['disk_full', 'Make room on the disk.'],
  EMFILE: ['too_many_open_files', 'Close some files or watches, or raise the limit.'],
};

/** What a file system threw, as the client is told it: the peer's code, and ours in `data`. What is not of a file system is thrown on. */
export function fsFailure(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (!(error instanceof Error) || isTenonError(error) || typeof code !== 'string') return error;
  const [name, mend] = known[code] ?? ['file_operation_failed', 'See the message.'];
  return new RpcFailure(rpcCodes.internal, error.message, { code: name, errno: code, mend, file: path });
}

import { type TenonError, tenonError } from '@tenon/plugin-api';
import type { SpawnRequest } from '@tenon/plugin-api/environment';

/** Says what the system's error code does not: a missing folder and a missing program are both `ENOENT`. */
export async function spawnFailed(request: SpawnRequest, cause: unknown): Promise<TenonError> {
  const program = request.argv[0] ?? '';
  const code = (cause as NodeJS.ErrnoException).code;
  const folder = await process
    .getBuiltinModule('node:fs')
    .promises.stat(request.cwd)
    .catch(() => undefined);
  if (!folder?.isDirectory()) {
    return failed(
      `cannot start ${program}: the working directory ${request.cwd} does not exist or is not a directory`,
      'Use a working directory that exists.',
      cause,
    );
  }
  if (code === 'ENOENT') {
    return failed(`cannot start ${program}: no such program`, 'Check its name and the PATH.', cause);
  }
  if (code === 'EACCES') {
    return failed(`cannot start ${program}: it may not be executed`, 'Check the permissions of the program.', cause);
  }
  if (code === 'E2BIG') {
    return failed(
      `cannot start ${program}: its arguments and variables are too long`,
      'Write long input to a file and pass the path.',
      cause,
    );
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return failed(`cannot start ${program}: ${message}`, undefined, cause);
}

/** The plugin's processes are gone with the host. */
export function environmentDisposed(request: SpawnRequest): TenonError {
  return failed(`cannot start ${request.argv[0] ?? ''}: the host is shutting down`, undefined, undefined);
}

function failed(message: string, mend: string | undefined, cause: unknown): TenonError {
  return tenonError({
    code: 'spawn_failed',
    message,
    plugin: 'tenon.environment-local',
    ...(mend && { mend }),
    ...(cause !== undefined && { cause }),
  });
}

import { confineFiles, fileArea, withRealPaths } from '@tenon/confined-files';
import { isTenonError } from '@tenon/plugin-api';
import type { Environment, FileSystem } from '@tenon/plugin-api/environment';
import type { PermissionProfile } from '@tenon/protocol';
import { denialsOf, keepDenials } from '@tenon/sandboxing';
import type { ServerSide } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';
import { configuredProfile, hasUnchosen } from './permissions.ts';
import { withRequirements } from './requirements.ts';

/** What clients may read: all but what the configuration and administrators deny, whoever the client is. */
export interface Readable {
  readonly files: FileSystem;
  /** Whether nothing is denied. */
  readonly readsAll: boolean;
  /** Of a real path: links are resolved by who asks, once for all that is below a folder. */
  readonly mayRead: (path: string) => boolean;
}

export async function readableFiles(server: ServerSide, environment: Environment): Promise<Readable> {
  const { files, platform } = environment;
  const profile = await deniedOf(server, environment);
  if (!profile) return { files, readsAll: true, mayRead: () => true };
  const request = { profile, cwd: server.options.cwd, tmpdir: platform.tmpdir };
  const { mayRead } = await fileArea(files, request);
  return { files: confineFiles(files, request, 'tenon.app-server'), readsAll: false, mayRead };
}

/**
 * Everything but what is denied, in each folder that names such as `:project_roots` mean: the server's, and those that threads work in.
 * undefined without denials.
 */
async function deniedOf(server: ServerSide, { files, platform }: Environment): Promise<PermissionProfile | undefined> {
  const { config, requirements, manager } = await server.host();
  // Where nothing is chosen threads do not start, and nothing is denied but by administrators.
  const inForce = { config, requirements, project: null };
  const profile = hasUnchosen(inForce)
    ? withRequirements({ type: 'disabled' }, requirements)
    : configuredProfile(inForce);
  if (denialsOf(profile).length === 0) return undefined;
  const threads = dependsOnFolder(profile) ? manager.loaded().map(({ settings }) => settings.cwd) : [];
  let open: PermissionProfile = { type: 'disabled' };
  for (const cwd of new Set([server.options.cwd, ...threads])) {
    const before: PermissionProfile = open;
    const place = { cwd, tmpdir: platform.tmpdir };
    open = await withRealPaths(files, place, (real) => keepDenials(before, profile, real));
  }
  return open;
}

const dependsOnFolder = (profile: PermissionProfile) =>
  denialsOf(profile).some(({ path }) =>
    path.type === 'special'
      ? path.value.kind === 'project_roots'
      : path.type === 'glob_pattern' && !path.pattern.startsWith('/'),
  );

/** A refusal as a client is told it: nobody can be asked to lift it. */
export function readFailure(error: unknown): unknown {
  if (!isTenonError(error) || error.code !== 'sandbox_denied') return error;
  return invalidRequest(error.message, {
    code: 'sandbox_denied',
    mend: 'It is denied by the permission profile of the configuration, or by requirements.toml: change it there.',
    file: error.file,
  });
}

import { confineFiles, fileArea, withRealPaths } from '@tenon/confined-files';
import { isTenonError } from '@tenon/plugin-api';
import type { Environment, FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
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
  const requests = await denials(server, environment);
  const areas = await Promise.all(requests.map((request) => fileArea(environment.files, request)));
  return {
    files: requests.reduce((files, request) => confineFiles(files, request, 'tenon.app-server'), environment.files),
    readsAll: requests.length === 0,
    mayRead: (path) => areas.every((area) => area.mayRead(path)),
  };
}

/** One for each folder that names such as `:project_roots` mean: the server's, and those that threads work in. Empty without denials. */
async function denials(server: ServerSide, { files, platform }: Environment): Promise<SandboxRequest[]> {
  const { config, requirements, manager } = await server.host();
  // Where nothing is chosen threads do not start, and nothing is denied but by administrators.
  const inForce = { config, requirements, project: null };
  const profile = hasUnchosen(inForce)
    ? withRequirements({ type: 'disabled' }, requirements)
    : configuredProfile(inForce);
  if (denialsOf(profile).length === 0) return [];
  const { tmpdir } = platform;
  const threads = dependsOnFolder(profile) ? manager.loaded().map(({ settings }) => settings.cwd) : [];
  return Promise.all(
    [...new Set([server.options.cwd, ...threads])].map(async (cwd) => {
      const place = { cwd, tmpdir };
      const open = await withRealPaths(files, place, (real) => keepDenials({ type: 'disabled' }, profile, real));
      return { profile: open, ...place };
    }),
  );
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

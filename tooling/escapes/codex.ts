// Codex's sandbox as one of ours, to be tried by the same table.
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';

const NAME = 'escapes';

/** `codex sandbox linux`, with a home of its own: a folder that is there, and is outside of every workspace and of `/tmp`. Its tools cannot be tried: it gives no files. */
export function codexSandbox(program: string, home: string): Sandbox {
  return {
    name: 'codex',
    unavailable: () => undefined,
    wrap(command, { profile, cwd }) {
      if (profile.type !== 'managed') return command;
      const options = codexOptions(profile).flatMap((option) => ['-c', option]);
      const argv = [program, 'sandbox', 'linux', ...options, '--permissions-profile', NAME, '-C', cwd, '--'];
      return { ...command, argv: [...argv, ...command.argv], env: { ...command.env, CODEX_HOME: home } };
    },
    files: (files) => files,
  };
}

/** The same profile as configuration of Codex 0.128: a table of paths, those of the workspace in a table of its own. */
export function codexOptions(profile: PermissionProfile & { readonly type: 'managed' }): readonly string[] {
  const paths = new Map<string, string>();
  const project = new Map<string, string>();
  const entries = profile.fileSystem.type === 'restricted' ? profile.fileSystem.entries : [];
  if (profile.fileSystem.type === 'unrestricted') paths.set(':root', 'write');
  for (const entry of entries) addEntry(entry, paths, project);
  // Codex protects three names by itself; the fourth it is told.
  if (project.get('.') === 'write') project.set('.tenon', 'read');
  const table = [...paths].map(([path, access]) => `${quoted(path)}=${quoted(access)}`);
  if (project.size > 0) {
    const below = [...project].map(([path, access]) => `${quoted(path)}=${quoted(access)}`);
    table.push(`":project_roots"={${below.join(',')}}`);
  }
  return [
    `default_permissions=${quoted(NAME)}`,
    `permissions.${NAME}.filesystem={${table.join(',')}}`,
    `permissions.${NAME}.network={enabled=${profile.network.enabled}}`,
  ];
}

function addEntry(
  { path, access }: FileSystemSandboxEntry,
  paths: Map<string, string>,
  project: Map<string, string>,
): void {
  if (path.type === 'path') paths.set(path.path, access);
  else if (path.type === 'glob_pattern') paths.set(path.pattern, access);
  else if (path.value.kind === 'project_roots') project.set(path.value.subpath ?? '.', access);
  // Its TOML has no name for this one.
  else if (path.value.kind === 'slash_tmp') paths.set('/tmp', access);
  else paths.set(`:${path.value.kind}`, access);
}

/** As a basic string of TOML. */
const quoted = (text: string) => JSON.stringify(text);

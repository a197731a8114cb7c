import type { FileSystemPath, PermissionProfile } from '@tenon/protocol';

/** What a model is told of a profile: what it may touch, in sentences. */
export function describeProfile(profile: PermissionProfile): string {
  if (profile.type === 'disabled') return 'Commands and file changes are not confined by a sandbox.';
  if (profile.type === 'external') return 'Commands run inside a sandbox that is set up outside of this program.';
  const network = `Network access is ${profile.network.enabled ? 'on' : 'off'}.`;
  if (profile.fileSystem.type === 'unrestricted') return `All files can be read and changed. ${network}`;
  const { entries } = profile.fileSystem;
  const named = (access: string) => [
    ...new Set(entries.filter((entry) => entry.access === access).map(({ path }) => nameOf(path))),
  ];
  const writes = named('write');
  const hidden = named('none');
  const reads = named('read');
  const readsAll = reads.includes('/') || writes.includes('/');
  const can = readsAll ? 'read all files' : `read only ${listed([...writes, ...reads])}`;
  const change = writes.length > 0 ? `change files in ${listed(writes)}` : 'not change them';
  const denied = hidden.length > 0 ? ` Nobody can read ${listed(hidden)}.` : '';
  const kept = writes.length > 0 ? ' What is named .git, .agents, .codex or .tenon there stays read-only.' : '';
  return `The sandbox lets you ${can}, and ${change}.${kept}${denied} ${network}`;
}

function nameOf(path: FileSystemPath): string {
  if (path.type === 'path') return path.path;
  if (path.type === 'glob_pattern') return path.pattern;
  const { value } = path;
  switch (value.kind) {
    case 'root':
      return '/';
    case 'project_roots':
      return value.subpath ? `${value.subpath} of the working directory` : 'the working directory';
    case 'tmpdir':
      return '$TMPDIR';
    case 'slash_tmp':
      return '/tmp';
    case 'minimal':
      return 'what programs need to start';
    case 'unknown':
      return value.path;
  }
}

const listed = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join(', '));

import type { AdditionalPermissionProfile, FileSystemSandboxEntry } from '@tenon/protocol';

const nameOf = ({ path }: FileSystemSandboxEntry): string => {
  if (path.type === 'path') return path.path;
  return path.type === 'glob_pattern' ? path.pattern : path.value.kind;
};

/** What a command would also be allowed, in words: for clients that are not shown the permissions themselves. */
export function additionalWords({ network, fileSystem }: AdditionalPermissionProfile): string {
  const verbs = { read: 'read', write: 'write', none: 'not touch' } as const;
  const files = (fileSystem?.entries ?? []).map((entry) => `${verbs[entry.access]} ${nameOf(entry)}`);
  const all = network?.enabled ? [...files, 'use the network'] : files;
  return `It would also be allowed to: ${all.join('; ')}.`;
}

import type { RequirementsToml } from '../schema/requirements.ts';
import { matchesHost } from './host-name.ts';

/** What one place requires. */
export interface RequirementsSource {
  /** As messages name it: a file, or what a plugin calls itself. */
  readonly name: string;
  readonly requirements: RequirementsToml;
}

/** What holds, and whose word each of it is. */
export interface Requirements {
  readonly values: RequirementsToml;
  /** The name of the source, by key; of several, with commas between them. */
  readonly setBy: Readonly<Partial<Record<keyof RequirementsToml, string>>>;
}

/**
 * Merges sources, the highest first: a key is that of the first source that has it; what one of them denies to be read, all deny.
 * Each source has its first `remote_sandbox_config` that matches the host applied before, so a lower one cannot widen what a higher
 * one allows.
 */
export function mergeRequirements(sources: readonly RequirementsSource[], host: string): Requirements {
  const values: Record<string, unknown> = {};
  const setBy: Record<string, string> = {};
  for (const { name, requirements } of sources) {
    for (const [key, value] of Object.entries(onHost(requirements, host))) {
      if (value === undefined || Object.hasOwn(values, key)) continue;
      values[key] = value;
      setBy[key] = name;
    }
  }
  const denying = sources.filter(({ requirements }) => deniedReads(requirements).length > 0);
  if (denying.length > 0) {
    const denied = new Set(denying.flatMap(({ requirements }) => deniedReads(requirements)));
    values.permissions = { filesystem: { deny_read: [...denied] } };
    setBy.permissions = denying.map(({ name }) => name).join(', ');
  }
  return { values: values as RequirementsToml, setBy };
}

const deniedReads = ({ permissions }: RequirementsToml) => permissions?.filesystem?.deny_read ?? [];

function onHost({ remote_sandbox_config: remotes = [], ...rest }: RequirementsToml, host: string): RequirementsToml {
  const remote = remotes.find(({ hostname_patterns: patterns }) =>
    patterns.some((pattern) => matchesHost(host, pattern)),
  );
  return remote ? { ...rest, allowed_sandbox_modes: remote.allowed_sandbox_modes } : rest;
}

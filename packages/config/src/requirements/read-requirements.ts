import { join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import { readText } from '../read-file.ts';
import type { RequirementsToml } from '../schema/requirements.ts';
import type { Table } from '../table.ts';
import type { Requirements, RequirementsSource } from './merge-requirements.ts';

export interface RequirementsPlaces {
  /** Absolute: the machine's folder, with `requirements.toml` and `managed_config.toml`. Default: none is read. */
  system?: string;
  /** What else is required, such as by a service of the organisation. They come before the machine's. */
  requirements?: readonly RequirementsSource[];
}

/**
 * What administrators require; null when nobody requires anything. A file that cannot be read or makes no sense is an error, and
 * never passed over: what it forbids would be allowed. Throws `config_unreadable`, `config_invalid`, `requirements_contradict`.
 */
export async function readRequirements({
  system,
  requirements = [],
}: RequirementsPlaces): Promise<Requirements | null> {
  const ofSystem = system === undefined ? [] : await systemSources(system);
  const sources = [...requirements, ...ofSystem];
  if (sources.length === 0) return null;
  for (const source of sources) mustMakeSense(source);
  const [{ mergeRequirements }, { hostName }] = await Promise.all([
    import('./merge-requirements.ts'),
    import('./host-name.ts'),
  ]);
  const isByHost = sources.some(({ requirements: { remote_sandbox_config: remotes } }) => remotes?.length);
  return mergeRequirements(sources, isByHost ? await hostName() : '');
}

async function systemSources(system: string): Promise<RequirementsSource[]> {
  const files = ['requirements.toml', 'managed_config.toml'].map((name) => join(system, name));
  const [required, managed] = files.map((file) => ({ file, text: readText(file) }));
  const sources: RequirementsSource[] = [];
  if (required?.text != null) sources.push(await judged(required.file, required.text));
  if (managed?.text != null) {
    const { parseFile } = await import('../parse-file.ts');
    const requirements = ofManaged(parseFile(managed.file, managed.text));
    if (Object.keys(requirements).length > 0) sources.push({ name: managed.file, requirements });
  }
  return sources;
}

async function judged(file: string, text: string): Promise<RequirementsSource> {
  const [{ parseFile }, { judgeRequirements }] = await Promise.all([
    import('../parse-file.ts'),
    import('./judge-requirements.ts'),
  ]);
  return { name: file, requirements: judgeRequirements(file, text, parseFile(file, text)) };
}

/** The older file of administrators: what it sets, users may not set otherwise. The narrowest sandbox is always allowed. */
function ofManaged({ approval_policy: policy, sandbox_mode: mode }: Table) {
  return {
    ...(policy !== undefined && { allowed_approval_policies: [policy] }),
    ...(mode !== undefined && { allowed_sandbox_modes: [...new Set([mode, 'read-only'])] }),
  } as RequirementsToml;
}

/** A list of nothing would leave no value at all. */
function mustMakeSense({ name, requirements }: RequirementsSource): void {
  const { remote_sandbox_config: remotes = [], ...rest } = requirements;
  const lists = Object.entries(rest).filter(([key]) => key.startsWith('allowed_'));
  const remote = remotes.map((one, index) => [
    `remote_sandbox_config.${index}.allowed_sandbox_modes`,
    one.allowed_sandbox_modes,
  ]);
  for (const [key, list] of [...lists, ...remote]) {
    if (!Array.isArray(list) || list.length > 0 || key === 'allowed_web_search_modes') continue;
    throw tenonError({
      code: 'requirements_contradict',
      message: `${name}: ${key} allows nothing`,
      mend: 'Name at least one value that is allowed, or remove the key.',
      file: name,
    });
  }
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isTenonError, tenonError } from '@tenon/plugin-api';
import type { ExecRuleSources } from '@tenon/plugin-api/exec-rules';
import { keptFile } from '../kept-file.ts';
import type { ConfigPlaces } from '../load.ts';
import { configFolders, type Project } from '../project.ts';
import { readText, unreadableFrom } from '../read-file.ts';
import { readRequirements } from '../requirements/read-requirements.ts';
import { readStack } from '../stack.ts';
import { type Stamp, stampOf } from './stamps.ts';

type Places = ConfigPlaces & { readonly cwd: string; readonly ignoreFiles?: boolean };

/** The rules in force in a folder, and a stamp of all that they follow from. */
export async function readSources(
  places: Places,
): Promise<{ readonly sources: ExecRuleSources; readonly stamp: Stamp }> {
  const { home, system, cwd, ignoreFiles = false } = places;
  const since = Date.now();
  const base = [...(system === undefined ? [] : [system]), home];
  const around = configFolders(cwd);
  const folders = [...base, ...around.folders].map(rulesOf);
  const listed = new Map(folders.map((folder) => [folder, list(folder)]));
  const inSystem = ['config.toml', 'managed_config.toml', 'requirements.toml'];
  const paths = [
    ...folders,
    ...[...listed.values()].flat(),
    join(home, 'config.toml'),
    ...(system === undefined ? [] : inSystem.map((name) => join(system, name))),
    ...around.markers,
  ];
  const stamp = stampOf(paths, since);
  const project = ignoreFiles ? null : await trustedProject(places, around.folders, listed);
  const ofProject = new Set(project?.folders.toReversed().map(rulesOf));
  const inForce = ignoreFiles ? [] : [...base.map(rulesOf), ...ofProject];
  const files: ExecRuleSources['files'][number][] = [];
  const unreadable: ExecRuleSources['unreadable'][number][] = [];
  for (const folder of inForce) {
    for (const file of listed.get(folder) ?? list(folder)) {
      try {
        const text = project && ofProject.has(folder) ? keptText(file, project.root) : readText(file);
        if (text !== null) files.push({ file, text });
      } catch (error) {
        if (!isTenonError(error)) throw error;
        unreadable.push({ file, message: error.message });
      }
    }
  }
  const required = await readRequirements(places);
  const rules = required?.values.rules?.prefix_rules;
  return {
    sources: {
      files,
      unreadable,
      required: rules ? { file: required?.setBy.rules ?? 'requirements', rules } : null,
    },
    stamp,
  };
}

const rulesOf = (folder: string): string => join(folder, 'rules');

/** The text of a project's file, where no command may have written it. */
function keptText(file: string, root: string): string | null {
  const { real, kept } = keptFile(file, root);
  if (kept) return readText(real);
  throw tenonError({
    code: 'exec_rules_not_kept',
    message: `${file} is a link to ${real}, which commands may be let write`,
    mend: 'Put the file itself there.',
    file,
  });
}

/** Who is trusted is asked only where a project has rules. */
async function trustedProject(
  places: Places,
  around: readonly string[],
  listed: ReadonlyMap<string, readonly string[]>,
): Promise<Project | null> {
  if (around.every((folder) => listed.get(rulesOf(folder))?.length === 0)) return null;
  const { project } = await readStack(places);
  return project?.trust === 'trusted' ? project : null;
}

/** The rules files of a folder, by name. A folder that cannot be listed stands for itself, so that it is told of. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.rules'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    if (code === undefined) throw unreadableFrom(folder, error);
    return [folder];
  }
}

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isTable, type Table } from './table.ts';

export type TrustLevel = 'trusted' | 'untrusted';

/** The project that a working directory is in. */
export interface Project {
  /** Absolute: the nearest folder at or above the working directory that has a marker; without one, the working directory. */
  readonly root: string;
  /** What `[projects]` says of it; null when it says nothing. */
  readonly trust: TrustLevel | null;
  /** Why its files are not read, where they are not. */
  readonly untrusted: string;
  /** Its configuration folders that are there, the nearest first. */
  readonly folders: readonly string[];
  /** Its configuration files that are there, the nearest first. */
  readonly files: readonly { readonly folder: string; readonly file: string }[];
}

/** What marks the root of a project, unless `project_root_markers` says otherwise. */
const MARKERS: readonly string[] = ['.git'];
/** In one folder the first beats the second. */
const FOLDERS: readonly string[] = ['.tenon', '.codex'];

/** Whether configuration is in folders of that name. */
export const isProjectFolder = (name: string): boolean => FOLDERS.includes(name);

export interface ProjectOptions {
  /** Absolute. A project in its parent must not take it for its own. */
  readonly home: string;
  /** The layers below the project's, and the session's. */
  readonly config: Table;
}

/** Finds the project of a working directory, and who trusts it. Only looks at names: nothing is read. */
export function findProject(cwd: string, { home, config }: ProjectOptions): Project {
  const start = resolve(cwd);
  const above = foldersAbove(start);
  const { project_root_markers: named } = config;
  const markers = Array.isArray(named) ? named.filter((marker) => typeof marker === 'string') : MARKERS;
  const root = above.find((folder) => markers.some((marker) => existsSync(join(folder, marker)))) ?? start;
  const inside = above.slice(0, above.indexOf(root) + 1);
  const trust = trustOf(config, inside);
  const own = real(home);
  const folders = inside
    .flatMap((at) => FOLDERS.map((name) => join(at, name)))
    .filter((folder) => existsSync(folder) && real(folder) !== own);
  const files = folders
    .map((folder) => ({ folder, file: join(folder, 'config.toml') }))
    .filter(({ file }) => existsSync(file));
  const untrusted = `${root} is ${trust === 'untrusted' ? 'not trusted' : 'not known to be trusted'}: to use it, add [projects.${JSON.stringify(root)}] trust_level = "trusted" to the user's config.toml`;
  return { root, trust, untrusted, folders, files };
}

/** Where configuration folders of the project of a working directory would be, and what would mark its root, there or not. */
export function configFolders(cwd: string): {
  readonly folders: readonly string[];
  readonly markers: readonly string[];
} {
  const above = foldersAbove(resolve(cwd));
  return {
    folders: above.flatMap((at) => FOLDERS.map((name) => join(at, name))),
    markers: above.flatMap((at) => MARKERS.map((name) => join(at, name))),
  };
}

/** The level of the nearest of the folders that `[projects]` names, by its path or its real path. */
function trustOf({ projects }: Table, folders: readonly string[]): TrustLevel | null {
  if (!isTable(projects)) return null;
  const levels = new Map(Object.entries(projects).map(([path, entry]) => [resolve(path), entry]));
  for (const folder of folders) {
    for (const path of new Set([folder, real(folder)])) {
      const entry = levels.get(path);
      const level = isTable(entry) ? entry.trust_level : undefined;
      if (level === 'trusted' || level === 'untrusted') return level;
    }
  }
  return null;
}

/** A folder and all above it, the nearest first. */
function foldersAbove(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}

/** What is not there has its own path. */
function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}

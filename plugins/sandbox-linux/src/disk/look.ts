import { tenonError } from '@tenon/plugin-api';
import { accessOf, isProtectedName } from '@tenon/sandboxing';
import { isWithin, parentOf } from '../paths.ts';
import type { BoundRequest } from './bound-request.ts';
import { globFolders } from './glob-folders.ts';
import { type Entry, entriesBelow, entriesNow, type Listings } from './listings.ts';
import { realPath } from './real-path.ts';

/** What a profile forbids by patterns and names, as it is on the disk just now. */
export interface Found {
  /** Files and folders that a denied glob matches, and where those lead that are links. Real paths, each once. */
  readonly denied: readonly string[];
  /** Links among them that a command could put aside, and then read where they led under no name that is denied. */
  readonly loose: readonly string[];
  /** Metadata of repositories further down in what may be written: read-only. What is directly in a writable root is a step already. */
  readonly metadata: readonly string[];
}

/** Metadata of repositories is looked for in `projects`; default: all that may be written. */
type Looked = Omit<BoundRequest, 'projects'> & Partial<Pick<BoundRequest, 'projects'>>;

export interface LookLimits {
  /** How many entries of folders a denied glob may have looked at before it is refused. Default 200,000. */
  readonly globEntries?: number;
  /** In how many folders of a writable root nested repositories are looked for again, the upper ones first. Default 4,000. */
  readonly metadataFolders?: number;
  /** In how many they are looked for the first time. With more it is refused: what was not seen could be hidden so. Default 200,000. */
  readonly maxFolders?: number;
}

/** Of so many workspaces, each with a profile, it is remembered what was found. */
const MOST_REMEMBERED = 200;

/** So many folders of one walk are kept in mind, the upper ones. */
const REMEMBERED = 40_000;

/** After so many folders other work of the host gets its turn. */
const SLICE = 500;

/**
 * Looks for it. Folders that did not change are not read again. Throws `sandbox_unavailable` when a glob has too much to look
 * through: what was not looked at may be what must not be read.
 */
export async function lookAround(
  { bound, enforcement, projects = enforcement.writableRoots.map(({ path }) => path) }: Looked,
  listings: Listings,
  plugin: string,
  { globEntries = 200_000, metadataFolders = 4_000, maxFolders = 200_000 }: LookLimits = {},
): Promise<Found> {
  const denied = new Set<string>();
  const loose: string[] = [];
  const mayWrite = (path: string) => accessOf(bound, path) === 'write';

  if (bound.files && enforcement.unreadableGlobs.length > 0) {
    const { isDeniedByGlob } = bound.files;
    let seen = 0;
    for (const { folder, depth, patterns } of globFolders(enforcement.unreadableGlobs, enforcement.globScanMaxDepth)) {
      const find = (entry: Entry) => {
        const { path, kind } = entry;
        seen += 1;
        if (seen > globEntries) throw tooMuch(patterns, folder, globEntries, plugin);
        if (entry.bytes) {
          const hidden = [entry, ...entriesBelow(entry)].find((each) => isDeniedByGlob(each.path));
          if (hidden) throw unnamed(hidden.path, plugin);
          return false;
        }
        if (!isDeniedByGlob(path)) return kind === 'folder' && !isOfKernel(path);
        const real = kind === 'link' ? realPath(path) : path;
        if (real !== undefined) denied.add(real);
        if (real !== undefined && kind === 'link' && mayWrite(parentOf(path)) && accessOf(bound, real) !== 'none') {
          loose.push(path);
        }
        return false;
      };
      await walk(folder, depth, Number.POSITIVE_INFINITY, listings, find);
    }
  }

  const metadata = new Set<string>();
  if (enforcement.protectedNames.length > 0) {
    const find = (entry: Entry) => {
      const { path, name, kind } = entry;
      if (isProtectedName(name)) {
        const given = enforcement.steps.some((step) => step.path === path);
        if (!given && mayWrite(parentOf(path)) && !mayWrite(path)) metadata.add(path);
        return false;
      }
      if (kind !== 'folder' || isOfKernel(path) || !mayWrite(path) || projects.includes(path)) return false;
      const hidden = entriesBelow(entry).find((each) => isProtectedName(each.name));
      if (hidden) throw unnamed(hidden.path, plugin);
      return true;
    };
    for (const root of projects) {
      const before = listings.metadata.get(`${root}\n${JSON.stringify(enforcement.steps)}`);
      // What a command adds must not push what was there out of sight.
      const whole = before === undefined && root !== '/';
      const seen = await walk(root, undefined, whole ? maxFolders : metadataFolders, listings, find);
      if (whole && !seen) throw tooManyFolders(root, maxFolders, plugin);
      for (const path of before ?? []) {
        const found = process.getBuiltinModule('node:fs').lstatSync(path, { throwIfNoEntry: false });
        if (found) find({ path, name: path.slice(path.lastIndexOf('/') + 1), kind: 'other' });
      }
    }
    // What one root holds may be found by way of another: all of it is remembered for each.
    if (listings.metadata.size > MOST_REMEMBERED) listings.metadata.clear();
    for (const root of projects) listings.metadata.set(`${root}\n${JSON.stringify(enforcement.steps)}`, metadata);
  }
  return { denied: [...denied], loose, metadata: [...metadata] };
}

/**
 * Folder by folder, the upper ones first. `enter` is told of each entry, and says whether to look into it. Resolves to whether there
 * were not more folders than that.
 */
async function walk(
  start: string,
  depth: number | undefined,
  folders: number,
  listings: Listings,
  enter: (entry: Entry) => boolean,
): Promise<boolean> {
  let level = [start];
  let looked = 0;
  for (let at = 0; level.length > 0 && (depth === undefined || at < depth); at += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if (looked === folders) return false;
      looked += 1;
      for (const entry of looked > REMEMBERED ? entriesNow(folder) : listings.entriesOf(folder)) {
        if (enter(entry) && !entry.bytes) next.push(entry.path);
      }
      if (looked % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    level = next;
  }
  return true;
}

/** Not of the disk, without end, and another one within the sandbox. */
const isOfKernel = (path: string) => isWithin(path, '/proc') || isWithin(path, '/sys') || isWithin(path, '/dev');

function tooMuch(patterns: readonly string[], folder: string, limit: number, plugin: string): Error {
  return tenonError({
    code: 'sandbox_unavailable',
    message: `the denied pattern ${patterns.join(', ')} cannot be kept: there are more than ${limit} files and folders to look through in ${folder}`,
    mend: 'Set `glob_scan_max_depth` in the permission profile, write the pattern for a folder further down, or deny a folder by its path.',
    plugin,
    file: folder,
  });
}

function tooManyFolders(root: string, limit: number, plugin: string): Error {
  return tenonError({
    code: 'sandbox_unavailable',
    message: `nested repositories cannot be protected: there are more than ${limit} folders in ${root}`,
    mend: 'Make a smaller folder the workspace, or set `max_folders` of the plugin.',
    plugin,
    file: root,
  });
}

function unnamed(path: string, plugin: string): Error {
  return tenonError({
    code: 'sandbox_unavailable',
    message: `${path} is to be kept from commands, and its name is no UTF-8, so that no sandbox can be told of it`,
    mend: 'Rename it, or the folder it is in.',
    plugin,
    file: path,
  });
}

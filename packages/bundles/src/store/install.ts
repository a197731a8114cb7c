import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import type { Source } from '../content/incoming.ts';
import { type BundleLimits, defaultLimits } from '../content/limits.ts';
import { readInstalled } from '../content/read-tree.ts';
import type { BundleTree } from '../content/tree.ts';
import { errno, fault } from '../fault.ts';
import { readArchive } from '../staging/read-archive.ts';
import { readFolder } from '../staging/read-folder.ts';
import { stage } from '../staging/stage.ts';
import { newStaging, ownFolder } from './leftovers.ts';
import { folderOf, placesOf } from './places.ts';

/** A folder, or a tar, tgz or zip; its first bytes tell which. */
export type BundleSource = { readonly folder: string } | { readonly archive: string };

export interface InstallOptions {
  /** The home of Tenon and Codex; the bundle goes into `plugins/digests` there. */
  readonly home: string;
  /** Folders that every entry's path begins with and that are left off: 1 for npm's tarballs (`package/`). Default 0. */
  readonly strip?: number;
  /** What the content must be; with another, nothing is installed (`bundle_digest_mismatch`). */
  readonly digest?: string;
  readonly limits?: Partial<BundleLimits>;
}

export interface InstalledBundle extends BundleTree {
  /** The folder, absolute. Its files are read-only. */
  readonly root: string;
  /** False: this content was there already. */
  readonly fresh: boolean;
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, constants.O_RDONLY);
  await handle.sync();
}

const intact = async (root: string, digest: string): Promise<boolean> => {
  try {
    return (await readInstalled(root)).digest === digest;
  } catch (error) {
    if (isTenonError(error)) return false;
    throw error;
  }
};

/** Moves a staged bundle to where its digest says. Whoever comes second finds it there. True: it was not there. */
async function settle(staged: string, root: string, tree: BundleTree, aside: string): Promise<boolean> {
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      await rename(staged, root);
      return true;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM'].includes(errno(error))) throw error;
    }
    if (await intact(root, tree.digest)) return false;
    // What lies there was changed: it goes, and the true content comes in its place.
    await rename(root, join(aside, `changed-${tries}`)).catch((error: unknown) => {
      if (errno(error) !== 'ENOENT') throw error;
    });
  }
  throw fault('bundle_not_settled', 'the folder is changed again and again', 'Find out what writes there.', root);
}

/** A system call that failed, by whose it is: the home's, or the source's. */
function failed(error: unknown, origin: string, home: string): unknown {
  if (errno(error) === '') return error;
  const path = error instanceof Error && 'path' in error ? String(error.path) : '';
  const why = error instanceof Error ? error.message : String(error);
  if (path === '' || path.startsWith(home)) {
    const mend = 'Make room on the disk, or let your user write the folder. Nothing was installed.';
    return fault('bundle_store_unwritable', why, mend, home, error);
  }
  return fault('bundle_source_unreadable', why, 'Let your user read the source. Nothing was installed.', origin, error);
}

/** As `installBundle`, for entries from anywhere. */
export async function installEntries(
  source: Source,
  origin: string,
  options: InstallOptions,
): Promise<InstalledBundle> {
  try {
    return await take(source, origin, options);
  } catch (error) {
    throw failed(error, origin, options.home);
  }
}

async function take(source: Source, origin: string, options: InstallOptions): Promise<InstalledBundle> {
  const { digests, staging } = placesOf(options.home);
  if (options.digest !== undefined) folderOf(options.home, options.digest);
  const limits = { ...defaultLimits, ...options.limits };
  await ownFolder(digests);
  const mine = await newStaging(staging);
  try {
    const staged = join(mine, 'bundle');
    await mkdir(staged, { mode: 0o755 });
    const tree = await stage(source, staged, { limits, origin, strip: options.strip ?? 0 });
    if (options.digest !== undefined && options.digest !== tree.digest) {
      const message = `its content is ${tree.digest}, not ${options.digest}`;
      const mend = 'What was reviewed is not what is there now: update the plugin, and look at what changes.';
      throw fault('bundle_digest_mismatch', message, mend, origin);
    }
    const root = folderOf(options.home, tree.digest);
    const before = await lstat(staged);
    const fresh = await settle(staged, root, tree, mine);
    if (fresh) {
      const after = await lstat(root);
      if (after.ino !== before.ino || after.dev !== before.dev) {
        throw fault(
          'bundle_staging_changed',
          'the folder was changed while a bundle was staged in it',
          'Install again.',
          mine,
        );
      }
      await syncFolder(digests);
    }
    return { ...tree, root, fresh };
  } finally {
    await rm(mine, { recursive: true, force: true });
  }
}

/** A folder above the store would be copied into itself. */
async function refuseHolder(folder: string, home: string): Promise<void> {
  const { digests } = placesOf(home);
  await ownFolder(digests).catch((error: unknown) => {
    throw failed(error, folder, home);
  });
  const inside = relative(await realpath(folder).catch(() => folder), await realpath(digests));
  if (inside.split(sep)[0] === '..' || isAbsolute(inside)) return;
  throw fault(
    'bundle_source_holds_home',
    `it holds ${digests}, where bundles go`,
    'Name the folder of one plugin.',
    folder,
  );
}

/**
 * Takes a bundle's content in, under its digest. Nothing is written outside of a staging folder, and the rename from there is one
 * step: a bundle is there whole or not at all. Several processes may install one content at once. What is hostile or broken is
 * refused; see the README for the codes. No script is run.
 */
export async function installBundle(source: BundleSource, options: InstallOptions): Promise<InstalledBundle> {
  if ('folder' in source) {
    await refuseHolder(source.folder, options.home);
    return installEntries(readFolder(source.folder), source.folder, options);
  }
  return installEntries(readArchive(source.archive, { ...defaultLimits, ...options.limits }), source.archive, options);
}

import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readInstalled } from '../content/read-tree.ts';
import type { BundleTree } from '../content/tree.ts';
import { errno, fault } from '../fault.ts';
import { newStaging } from './leftovers.ts';
import { folderOf, placesOf } from './places.ts';

/**
 * The folder of an installed bundle, after all of it was read and found to be what its digest says. Throws `bundle_bad_digest`,
 * `bundle_missing` and `bundle_digest_mismatch`.
 */
export async function verifiedBundle(home: string, digest: string): Promise<BundleTree & { readonly root: string }> {
  const root = folderOf(home, digest);
  const tree = await readInstalled(root);
  if (tree.digest === digest) return { ...tree, root };
  throw fault('bundle_digest_mismatch', `its content is ${tree.digest} now`, 'Install the plugin again.', root);
}

/** The digests that are installed, sorted. Their content is not looked at. */
export async function installedDigests(home: string): Promise<string[]> {
  try {
    const names = await readdir(placesOf(home).digests);
    return names
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map((name) => `sha256-${name}`)
      .sort();
  } catch (error) {
    if (errno(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Removes a bundle: at once for who looks for it. False: it was not there. Throws `bundle_bad_digest`. */
export async function removeBundle(home: string, digest: string): Promise<boolean> {
  const root = folderOf(home, digest);
  const mine = await newStaging(placesOf(home).staging);
  try {
    await rename(root, join(mine, 'removed'));
    return true;
  } catch (error) {
    if (errno(error) === 'ENOENT') return false;
    throw error;
  } finally {
    await rm(mine, { recursive: true, force: true });
  }
}

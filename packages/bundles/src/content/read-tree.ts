import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errno, fault } from '../fault.ts';
import { type BundleEntry, type BundleTree, treeOf } from './tree.ts';

const AT_ONCE = 16;

async function readEntry(root: string, path: string, sync: boolean): Promise<BundleEntry> {
  const file = join(root, path);
  const hash = createHash('sha256');
  const found = await lstat(file);
  if (found.isSymbolicLink()) {
    const target = await readlink(file);
    return { path, kind: 'link', sha256: hash.update(target).digest('hex'), size: Buffer.byteLength(target) };
  }
  if (!found.isFile()) {
    const message = `${path} is neither a file, nor a folder, nor a link`;
    throw fault('bundle_special_file', message, 'Do not install this bundle; tell its author.', root);
  }
  await using handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  let size = 0;
  for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  if (sync) await handle.sync();
  return { path, kind: found.mode & 0o100 ? 'executable' : 'file', sha256: hash.digest('hex'), size };
}

/** `sync`: everything read is also brought to the disk for good. */
export async function readStored(root: string, sync: boolean): Promise<BundleTree> {
  const paths: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const each of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? each.name : `${folder}/${each.name}`;
      if (each.isDirectory()) await walk(path);
      else paths.push(path);
    }
    if (!sync) return;
    await using handle = await open(join(root, folder), constants.O_RDONLY);
    await handle.sync();
  };
  await walk('');
  const entries: BundleEntry[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    entries.push(...(await Promise.all(paths.slice(at, at + AT_ONCE).map((path) => readEntry(root, path, sync)))));
  }
  return treeOf(entries);
}

/**
 * What a folder holds, and its digest. Links are read, never followed. Everything counts, also `.git`: a folder is first made a
 * bundle by `installBundle`. Throws `bundle_missing`, `bundle_special_file`, and what the file system throws.
 */
export async function readTree(root: string): Promise<BundleTree> {
  try {
    return await readStored(root, false);
  } catch (error) {
    if (errno(error) !== 'ENOENT' && errno(error) !== 'ENOTDIR') throw error;
    throw fault('bundle_missing', 'the bundle is not there, or not whole', 'Install the plugin again.', root, error);
  }
}

/** As `readTree`; the folder itself may be no link: what it leads to is not ours (`bundle_digest_mismatch`). */
export async function readInstalled(root: string): Promise<BundleTree> {
  const found = await lstat(root).catch((error: unknown) => {
    if (errno(error) !== 'ENOENT') throw error;
  });
  if (found === undefined || found.isDirectory()) return readTree(root);
  throw fault('bundle_digest_mismatch', 'something else is in its place', 'Install the plugin again.', root);
}

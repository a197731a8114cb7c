import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Source } from '../content/incoming.ts';
import type { BundleLimits } from '../content/limits.ts';
import { judgeLinks } from '../content/links.ts';
import { readStored } from '../content/read-tree.ts';
import { type BundleEntry, type BundleTree, treeOf } from '../content/tree.ts';
import { errno, fault } from '../fault.ts';
import { openLedger } from './ledger.ts';

const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

export interface StageOptions {
  readonly limits: BundleLimits;
  /** Named in errors. */
  readonly origin: string;
  readonly strip: number;
}

const swapped = (root: string, cause?: unknown) =>
  fault(
    'bundle_staging_changed',
    'the folder was changed while a bundle was staged in it',
    'Install again.',
    root,
    cause,
  );

/**
 * Writes a source into `root`, an empty folder that is ours. Files become 0444 or 0555, folders 0755: no other bit comes through.
 * Each folder is seen to be the one that was made before anything is put into it, and at the end all is read back: what the
 * disk holds is what came in. On an error the folder is left as it is; the caller removes it.
 */
export async function stage(
  source: Source,
  root: string,
  { limits, origin, strip }: StageOptions,
): Promise<BundleTree> {
  const ledger = openLedger(limits, origin, strip);
  const made = new Map<string, { dev: number; ino: number }>();
  const entries: BundleEntry[] = [];
  const executables = new Set<string>();
  const links: { path: string; target: string }[] = [];

  const check = async (folder: string): Promise<void> => {
    const was = made.get(folder);
    const now = await lstat(join(root, folder)).catch((error: unknown) => {
      throw swapped(root, error);
    });
    if (!now.isDirectory() || (was !== undefined && (was.dev !== now.dev || was.ino !== now.ino))) throw swapped(root);
    if (was === undefined) made.set(folder, { dev: now.dev, ino: now.ino });
  };
  const enter = async (folder: string): Promise<void> => {
    if (folder === '.' || folder === '') return check('');
    await enter(dirname(folder));
    if (!made.has(folder)) {
      await mkdir(join(root, folder), { mode: 0o755 }).catch((error: unknown) => {
        throw errno(error) === 'EEXIST' ? swapped(root, error) : error;
      });
    }
    await check(folder);
  };
  const write = async (
    path: string,
    executable: boolean,
    content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ) => {
    await enter(dirname(path));
    const handle: FileHandle = await open(join(root, path), WRITE, 0o600).catch((error: unknown) => {
      throw errno(error) === 'EEXIST' ? swapped(root, error) : error;
    });
    await using _ = handle;
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of content) {
      ledger.weigh(chunk.length);
      hash.update(chunk);
      size += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.chmod(executable ? 0o555 : 0o444);
    if (executable) executables.add(path);
    const kind = executable ? ('executable' as const) : ('file' as const);
    entries.push({ path, kind, sha256: hash.digest('hex'), size });
  };

  await check('');
  for await (const entry of source) {
    const path = ledger.admit(entry);
    if (path === null) continue;
    if (entry.kind === 'file') await write(path, entry.executable, entry.content);
    if (entry.kind === 'link') links.push({ path, target: entry.target });
    if (entry.kind === 'hardlink') {
      const from = ledger.linked(path, entry.target);
      await enter(dirname(from));
      await using handle = await open(join(root, from), READ);
      await write(path, executables.has(from), handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>);
    }
  }
  // Links come last, so that nothing is ever written through one.
  judgeLinks(ledger.known, origin);
  for (const { path, target } of links) {
    await enter(dirname(path));
    await symlink(target, join(root, path)).catch((error: unknown) => {
      throw errno(error) === 'EEXIST' ? swapped(root, error) : error;
    });
    const sha256 = createHash('sha256').update(target).digest('hex');
    entries.push({ path, kind: 'link', sha256, size: Buffer.byteLength(target) });
  }
  if (entries.length === 0)
    throw fault('bundle_empty', 'it holds no file', 'Name the folder that holds the plugin.', origin);
  const tree = treeOf(entries);
  if ((await readStored(root, true)).digest !== tree.digest) throw swapped(root);
  await check('');
  return tree;
}

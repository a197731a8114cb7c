import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errno, fault } from '../fault.ts';

/** Milliseconds after which a staging folder is a leftover whoever made it. */
const STALE = 24 * 60 * 60 * 1000;

const host = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 12);

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) !== 'ESRCH';
  }
};

/** Whether the maker of a staging folder is gone. Of another host, or of a name that is not ours, only the age tells. */
async function isLeftover(folder: string, name: string): Promise<boolean> {
  const [, made, pid] = /^([0-9a-f]{12})-(\d+)-/.exec(name) ?? [];
  if (made === host() && !alive(Number(pid))) return true;
  try {
    return Date.now() - (await lstat(join(folder, name))).mtimeMs > STALE;
  } catch (error) {
    if (errno(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Removes what installs that died have left in the staging folder; those of live processes stay. */
async function clearLeftovers(staging: string): Promise<void> {
  for (const name of await readdir(staging)) {
    if (await isLeftover(staging, name)) await rm(join(staging, name), { recursive: true, force: true });
  }
}

/** Makes the folders at the way, 0700; one that is a link is refused (`bundle_store_link`): content would go elsewhere. */
export async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await lstat(folder)).isDirectory()) return;
  throw fault(
    'bundle_store_link',
    'it is a link, and bundles would go elsewhere',
    'Put a folder in its place.',
    folder,
  );
}

/** A new staging folder of this process, 0700. */
export async function newStaging(staging: string): Promise<string> {
  await ownFolder(staging);
  await clearLeftovers(staging);
  const made = join(staging, `${host()}-${process.pid}-${crypto.randomUUID()}`);
  await mkdir(made, { mode: 0o700 });
  await chmod(made, 0o700);
  return made;
}

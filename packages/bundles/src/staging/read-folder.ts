import { constants } from 'node:fs';
import { lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isGit } from '../content/bundle-path.ts';
import type { Incoming, Source } from '../content/incoming.ts';
import { errno, fault } from '../fault.ts';

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function* contentOf(file: string, origin: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, READ).catch((error: unknown) => {
    throw errno(error) === 'ELOOP' ? changed(file, origin) : error;
  });
  await using _ = handle;
  if (!(await handle.stat()).isFile()) throw changed(file, origin);
  yield* handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
}

const changed = (file: string, origin: string) =>
  fault(
    'bundle_source_changed',
    `${file} was changed while it was read`,
    'Install again when nothing writes there.',
    origin,
  );

/** The entries of a folder, in the order of their names. Links are told of, not followed; `.git` is left out. */
export async function* readFolder(folder: string): Source {
  let root: string;
  try {
    root = await realpath(folder);
    if (!(await lstat(root)).isDirectory()) throw new Error('not a folder');
  } catch (error) {
    throw fault(
      'bundle_source_missing',
      'it is no folder that can be read',
      'Name the folder of a plugin.',
      folder,
      error,
    );
  }
  const walk = async function* (inside: string): AsyncGenerator<Incoming> {
    const here = join(root, inside);
    // A folder above may have become a link meanwhile; the walk stays in the tree it began in.
    if ((await realpath(here)) !== here) throw changed(here, folder);
    for (const name of (await readdir(here)).sort()) {
      const path = inside === '' ? name : `${inside}/${name}`;
      if (isGit(name)) continue;
      const file = join(here, name);
      const found = await lstat(file);
      if (found.isDirectory()) {
        yield { kind: 'folder', path };
        yield* walk(path);
      } else if (found.isSymbolicLink()) yield { kind: 'link', path, target: await readlink(file) };
      else if (found.isFile()) {
        yield { kind: 'file', path, executable: (found.mode & 0o100) !== 0, content: contentOf(file, folder) };
      } else yield { kind: 'special', path };
    }
  };
  yield* walk('');
}

import { open } from 'node:fs/promises';
import type { Source } from '../content/incoming.ts';
import type { BundleLimits } from '../content/limits.ts';
import { errno, fault } from '../fault.ts';
import { readTar } from './read-tar.ts';
import { readZip } from './read-zip.ts';

/** The entries of a tar, tgz or zip, told apart by their first bytes. Throws `bundle_source_missing`, `bundle_too_large`. */
export async function* readArchive(file: string, limits: BundleLimits): Source {
  let zip = false;
  try {
    await using handle = await open(file, 'r');
    const found = await handle.stat();
    if (!found.isFile()) throw fault('bundle_source_missing', 'it is no file', 'Name an archive.', file);
    if (found.size > limits.archiveBytes) {
      const message = `the archive is larger than ${limits.archiveBytes} bytes`;
      throw fault('bundle_too_large', message, 'Install a smaller bundle.', file);
    }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    zip = bytesRead === 4 && buffer[0] === 0x50 && buffer[1] === 0x4b;
  } catch (error) {
    if (errno(error) === '') throw error;
    throw fault('bundle_source_missing', 'it is no archive that can be read', 'Name an archive.', file, error);
  }
  yield* zip ? readZip(file, limits) : readTar(file, limits);
}

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errno, fault } from '../fault.ts';
import { type Table, table } from './fields.ts';
import { find } from './inside.ts';

const MOST = 1024 * 1024;

/**
 * The object in a JSON file of a bundle; null: the file is not there. Throws `bundle_manifest_invalid`, with the place of the
 * mistake, for what is no JSON object, too large (1 MiB), no file, or outside of the bundle.
 */
export async function readJson(root: string, path: string): Promise<Table | null> {
  const file = join(root, path);
  const invalid = (why: string, cause?: unknown) =>
    fault('bundle_manifest_invalid', why, 'Mend the file; if the plugin is not yours, tell its author.', file, cause);
  const found = await find(root, path);
  if (found === null) return null;
  if ('problem' in found) throw invalid(found.problem);
  if (found.kind !== 'file') throw invalid('it is a folder');
  let text: string;
  try {
    await using handle = await open(file, 'r');
    if ((await handle.stat()).size > MOST) throw invalid('it is larger than 1 MiB');
    text = await handle.readFile('utf8');
  } catch (error) {
    if (errno(error) === '') throw error;
    throw invalid(`it cannot be read: ${error instanceof Error ? error.message : error}`, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw invalid(`it is no JSON: ${error instanceof Error ? error.message : error}`, error);
  }
  const read = table.safeParse(value);
  if (!read.success) throw invalid('it must be a JSON object');
  return read.data;
}

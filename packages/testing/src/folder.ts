import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new empty folder for one test; gone when it is disposed. */
export interface TemporaryFolder extends AsyncDisposable {
  /** Absolute, without links. */
  readonly path: string;
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Makes a folder with those files in it; names are relative to it. */
export async function temporaryFolder(files: Files = {}): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'tenon-test-')));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Every file and folder below, with mode, time and content: equal exactly when nothing was touched. */
export async function snapshot(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) return `${path} ${entry.isDirectory() ? 'folder' : 'other'}`;
    const { mode, mtimeMs } = await stat(path);
    const digest = createHash('sha1').update(await readFile(path));
    return `${path} ${mode.toString(8)} ${mtimeMs} ${digest.digest('hex')}`;
  });
  return (await Promise.all(lines)).sort();
}

import { lstat, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';

export interface Scratch {
  /** An empty folder, removed after the test. */
  readonly dir: string;
  /** `home` below it. */
  readonly home: string;
  readonly file: (name: string, content: string | Uint8Array) => Promise<string>;
}

export const test = base.extend<{ scratch: Scratch }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants a pattern here.
  scratch: async ({}, use) => {
    const dir = await realpath(await mkdtemp(join(tmpdir(), 'tenon-bundles-')));
    await use({
      dir,
      home: join(dir, 'home'),
      file: async (name, content) => {
        await writeFile(join(dir, name), content);
        return join(dir, name);
      },
    });
    await rm(dir, { recursive: true, force: true });
  },
});

/** All paths below a folder, with their kind, for what must not have changed. */
export async function listing(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const lines = names.map(async (name) => `${name} ${(await lstat(join(folder, name))).mode.toString(8)}`);
  return (await Promise.all(lines)).sort();
}

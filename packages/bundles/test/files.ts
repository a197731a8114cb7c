import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A new folder with these files; what is no text is written as JSON. */
export async function filesIn(dir: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  const root = await mkdtemp(join(dir, 'bundle-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

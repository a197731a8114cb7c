import { join } from 'node:path';
import type { Draft } from './draft.ts';
import { listFolder } from './read-source.ts';
import { readTree } from './read-tree.ts';

/** Bytes of all skills of a place: they are kept until they are written. */
const maxBytes = 64 * 1024 * 1024;

/** `skills/<name>` is copied whole. */
export async function planSkills(draft: Draft): Promise<void> {
  const { tree, source, skills } = draft.place;
  const folder = join(source, 'skills');
  let left = maxBytes;
  await draft.attempt('skills', folder, async () => {
    for (const name of await listFolder(tree, folder)) {
      const from = join(folder, name);
      await draft.attempt(name, from, async () => {
        const files = await readTree(tree, from, left);
        for (const { bytes } of files.values()) left -= bytes.length;
        if (!files.has('SKILL.md')) {
          // A file beside the skills is nobody's.
          if (files.size > 0) draft.unsupported({ name, source: from }, 'it has no SKILL.md');
          return;
        }
        await draft.addFolder({ name, source: from }, join(skills, name), files);
      });
    }
  });
}

import { join } from 'node:path';
import type { Draft } from './draft.ts';
import { frontMatter } from './front-matter.ts';
import { listMarkdown, maxPromptBytes, readText } from './read-source.ts';

/** JSON's strings are basic strings of TOML, but for DEL. */
const tomlText = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');

/** `agents/*.md` become roles: `[agents.<name>]`, and a file with what they are told. */
export async function planSubagents(draft: Draft): Promise<void> {
  const { tree, source, folder } = draft.place;
  const from = join(source, 'agents');
  await draft.attempt('agents', from, async () => {
    for (const path of await listMarkdown(tree, from)) {
      const file = join(from, path);
      await draft.attempt(path, file, async () => {
        const text = await readText(tree, file, maxPromptBytes);
        if (text !== undefined) await addRole(draft, folder, file, text, path);
      });
    }
  });
}

/** Keys of `[agents]` that are no roles. */
const reserved = ['max_threads', 'max_depth', 'job_max_runtime_seconds', 'interrupt_message'];

async function addRole(draft: Draft, folder: string, source: string, text: string, path: string): Promise<void> {
  const { fields, body } = await frontMatter(source, text);
  const { name = path.slice(0, -'.md'.length), description, ...rest } = fields;
  if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(name) || reserved.includes(name)) {
    draft.unsupported({ name: path, source }, 'its name may have only letters, digits, - and _');
    return;
  }
  const left = Object.keys(rest).slice(0, 10);
  const note = [...(left.length > 0 ? [`left out: ${left.join(', ')}`] : []), 'Tenon runs no agents by role yet'];
  const finding = { name, source, note: note.join('; ') };
  const file = join('agents', `${name}.toml`);
  const value = { ...(typeof description === 'string' && { description }), config_file: file };
  const key = ['agents', name];
  // Role and file belong together: neither is written where the other one is somebody's already.
  if (!draft.isFree(key)) {
    draft.addKey(finding, key, value);
    return;
  }
  const before = draft.changes.length;
  await draft.addFile(finding, join(folder, file), `developer_instructions = ${tomlText(body.trim())}\n`);
  if (draft.changes.length > before) draft.addKey(finding, key, value);
}

import { join } from 'node:path';
import type { Draft } from './draft.ts';
import { listMarkdown, maxPromptBytes, readText } from './read-source.ts';

/** `commands/*.md` of Claude Code, and `prompts/*.md` of the peer, become prompts of the home: their forms are the same. */
export async function planCommands(draft: Draft): Promise<void> {
  const { agent, tree, source, folder, cwd } = draft.place;
  const from = join(source, agent === 'Codex' ? 'prompts' : 'commands');
  await draft.attempt('commands', from, async () => {
    for (const path of await listMarkdown(tree, from)) {
      const file = join(from, path);
      const name = path.slice(0, -'.md'.length).replaceAll('/', '-');
      await draft.attempt(name, file, async () => {
        if (cwd !== undefined) {
          draft.unsupported({ name, source: file }, 'prompts are your own, and not of a project');
          return;
        }
        const text = await readText(tree, file, maxPromptBytes);
        if (text === undefined) return;
        await draft.addFile({ name, source: file, note: noteOf(text) }, join(folder, 'prompts', `${name}.md`), text);
      });
    }
  });
}

function noteOf(text: string): string {
  const notes = ['Tenon offers no prompts yet'];
  if (/!`[^`]+`/.test(text)) notes.push('commands in !`…` are not run: their output is not put in');
  return notes.join('; ');
}

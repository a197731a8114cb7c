import { join } from 'node:path';
import type { Draft } from './draft.ts';
import { readText } from './read-source.ts';

/** `CLAUDE.md`, or the peer's `AGENTS.md`, becomes `AGENTS.md`. */
export async function planInstructions(draft: Draft): Promise<void> {
  const { agent, cwd, source, instructions, tree } = draft.place;
  const files =
    agent === 'Codex'
      ? [join(source, 'AGENTS.md')]
      : [...(cwd === undefined ? [] : [join(cwd, 'CLAUDE.md')]), join(source, 'CLAUDE.md')];
  for (const file of files) {
    await draft.attempt('instructions', file, async () => {
      const text = await readText(tree, file);
      if (!text?.trim()) return;
      await draft.addFile({ name: 'instructions', source: file, note: importsNote(text) }, instructions, text);
    });
  }
}

/** Lines such as `@docs/style.md` bring another file in; code is left alone. */
function importsNote(text: string): string | undefined {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  const imports = [...prose.matchAll(/(?:^|\s)(@(?:~?\/|\.{1,2}\/)?[\w.-]+(?:\/[\w.-]+)*\.\w+)/g)].map((one) => one[1]);
  if (imports.length === 0) return undefined;
  return `AGENTS.md brings no other files in: ${[...new Set(imports)].slice(0, 5).join(', ')}`;
}

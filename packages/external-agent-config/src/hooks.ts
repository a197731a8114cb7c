import { join } from 'node:path';
import { convertEvent } from './convert-hooks.ts';
import type { Draft } from './draft.ts';
import { type Json, objectAt, parseJson, readJson } from './read-json.ts';
import { readText } from './read-source.ts';
import { settingsFiles } from './settings.ts';

/** The hooks of settings, or the peer's `hooks.json`, become events of `hooks.json`. An event that has hooks already is kept. */
export async function planHooks(draft: Draft): Promise<void> {
  const { agent, tree, source, folder, cwd } = draft.place;
  const codex = agent === 'Codex';
  const target = join(folder, 'hooks.json');
  const sources = codex ? [join(source, 'hooks.json')] : settingsFiles(draft.place);
  const found: { file: string; hooks: Json }[] = [];
  for (const file of sources) {
    await draft.attempt('hooks', file, async () => {
      const hooks = objectAt((await readJson(tree, file)) ?? {}, 'hooks');
      if (Object.keys(hooks).length > 0) found.push({ file, hooks });
    });
  }
  const [first] = found;
  if (!first || !(await draft.mayWrite({ name: 'hooks', source: first.file }, target))) return;
  await draft.attempt('hooks', target, async () => {
    const text = await readText(cwd ?? '/', target);
    const present = new Set(Object.keys(text?.trim() ? objectAt(parseJson(target, text), 'hooks') : {}));
    const inline = typeof draft.config === 'string' ? {} : objectAt(draft.config.config, 'hooks');
    for (const event of Object.keys(inline)) present.add(event);
    for (const { file, hooks } of found) {
      for (const [event, groups] of Object.entries(hooks)) {
        const finding = { name: event, source: file };
        const converted = convertEvent(event, groups, codex);
        for (const reason of converted.refused) draft.unsupported(finding, reason);
        if (converted.groups.length === 0) continue;
        const note = [...converted.notes, 'Tenon runs no hooks of files yet'].join('; ');
        draft.addHooks({ ...finding, note }, target, present, event, converted.groups);
      }
    }
  });
}

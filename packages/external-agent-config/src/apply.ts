import { readFile, realpath, rm } from 'node:fs/promises';
import { applyEdits, modify } from 'jsonc-parser';
import { changedMeanwhile } from './conflict.ts';
import type { ConfigFiles } from './options.ts';
import type { Change, Plan } from './plan.ts';
import { objectAt, parseJson } from './read-json.ts';
import { isMissing, messageOf } from './source-error.ts';
import { replaceText, type Sharing, writeNewFile, writeNewFolder } from './write-new.ts';

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

/** Makes all changes or none. Throws what kept one from being made, such as `external_import_conflict`. */
export async function apply(plan: Plan, changes: readonly Change[], config: ConfigFiles): Promise<void> {
  const sharing = { shared: plan.cwd !== null };
  const undo: (() => Promise<void>)[] = [];
  const of = <K extends Change['kind']>(kind: K) => changes.filter((one): one is Of<K> => one.kind === kind);
  try {
    for (const { file, text } of of('file')) {
      await writeNewFile(file, text, sharing);
      undo.push(() => rm(file, { force: true }));
    }
    for (const { folder, files } of of('folder')) {
      await writeNewFolder(folder, files, sharing);
      undo.push(() => rm(folder, { recursive: true, force: true }));
    }
    await addHooks(of('hooks'), sharing);
    const additions = of('config').map(({ keyPath, value }) => ({ keyPath, value }));
    if (additions.length > 0) await config.write(plan.folder, additions, plan.version);
  } catch (error) {
    const left: string[] = [];
    for (const step of undo.reverse()) await step().catch((one: unknown) => left.push(messageOf(one)));
    if (left.length === 0) throw error;
    throw new AggregateError(
      [error],
      `${messageOf(error)}; and what was written could not be removed: ${left.join('; ')}`,
    );
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Adds events to `hooks.json`, whose format stays. They are all of one file. */
async function addHooks(changes: readonly Of<'hooks'>[], sharing: Sharing): Promise<void> {
  const [first] = changes;
  if (!first) return;
  const { file } = first;
  const before = await textOf(file);
  let text = before?.trim() ? before : '{}\n';
  for (const { event, groups } of changes) {
    if (Object.hasOwn(objectAt(parseJson(file, text), 'hooks'), event)) throw changedMeanwhile(file);
    const formattingOptions = { tabSize: 2, insertSpaces: true, eol: '\n' };
    text = applyEdits(text, modify(text, ['hooks', event], groups, { formattingOptions }));
  }
  if (before === undefined) return writeNewFile(file, text, sharing);
  const unchanged = async () => (await textOf(file)) === before;
  if (!(await replaceText(await realpath(file), text, unchanged))) throw changedMeanwhile(file);
}

import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { loadConfig } from '@tenon/config';
import { isTenonError } from '@tenon/plugin-api';
import { reportError } from '../report-error.ts';
import type { ReadOptions } from './options.ts';

/** Opens a file in the user's editor, and waits for its end. `$EDITOR` may hold options, such as `code --wait`. */
async function openEditor(file: string, env: NodeJS.ProcessEnv): Promise<void> {
  const editor = env.VISUAL || env.EDITOR;
  if (!editor)
    throw new Error(`$VISUAL and $EDITOR are not set: set one of them, or edit ${file} with the editor you like`);
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit', env });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the editor (${editor}) ended with ${signal ?? `exit code ${code}`}`);
}

/** Whether somebody who sits there wants to mend it now. */
async function wantsAgain(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return !/^n/i.test((await terminal.question('Open it again? [Y/n] ')).trim());
  } finally {
    terminal.close();
  }
}

/** `tenon config edit`. Gives whether what was saved can be used. */
export async function editFile({ places, strict }: ReadOptions, env: NodeJS.ProcessEnv): Promise<boolean> {
  const file = join(places.home, 'config.toml');
  await mkdir(places.home, { recursive: true, mode: 0o700 });
  for (;;) {
    await openEditor(file, env);
    try {
      const { warnings } = await loadConfig({ ...places, strict });
      for (const { summary, details } of warnings) reportError(details === null ? summary : `${summary} ${details}`);
      return true;
    } catch (error) {
      if (!isTenonError(error)) throw error;
      reportError(error);
      if (!(await wantsAgain())) return false;
    }
  }
}

import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import { withFileLock } from '../file-lock.ts';
import { readText } from '../read-file.ts';
import { replaceFile, targetOf, unwritable } from '../replace-file.ts';

/** Others that write the file meanwhile are waited for this often. */
const TRIES = 20;

/**
 * Adds a line to `rules/default.rules` of the home; as it was where that line stands there already. What is there stays, byte for
 * byte. Gives the file, once it is on the disk.
 */
export async function appendRule(home: string, line: string): Promise<string> {
  const file = join(home, 'rules', 'default.rules');
  if (line.trim() === '' || /\p{Cc}/u.test(line)) {
    throw tenonError({
      code: 'exec_rule_invalid',
      message: `no rule is one line: ${JSON.stringify(line)}`,
      mend: 'Give one line, without control characters.',
      file,
    });
  }
  try {
    const target = await targetOf(file);
    await withFileLock(`${target}.lock`, async () => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const before = readText(target);
        const text = before ?? '';
        if (text.split(/\r?\n/).includes(line)) return;
        const after = `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
        if (!(await replaceFile(target, after, () => readText(target) === before))) continue;
        await using folder = await open(dirname(target));
        await folder.sync();
        return;
      }
      throw tenonError({
        code: 'config_unwritable',
        message: `${target} kept changing while it was to be written`,
        mend: 'Try again when the other program is done.',
        file: target,
      });
    });
  } catch (error) {
    throw unwritable(file, error);
  }
  return file;
}

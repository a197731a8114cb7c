import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Project, readConfig } from '@tenon/config';
import { tenonError } from '@tenon/plugin-api';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome } from '../home.ts';
import { print } from '../print.ts';
import { systemFolder } from '../system-folder.ts';
import { projectText, userText } from './init-text.ts';
import type { Surroundings } from './options.ts';

export interface InitCommand {
  readonly home: string;
  readonly system: string;
  readonly cwd: string;
  /** Make the project's file, too. */
  readonly project: boolean;
  /** There is a key for OpenAI. */
  readonly hasKey: boolean;
}

/** Reads the command line of `tenon init`. */
export function initCommand(args: readonly string[], { cwd, env }: Surroundings): InitCommand | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      project: { type: 'boolean', default: false },
      cd: { type: 'string', short: 'C' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    home: tenonHome(env),
    system: systemFolder(env),
    cwd: resolve(cwd, values.cd ?? '.'),
    project: values.project,
    hasKey: Boolean(env.OPENAI_API_KEY),
  };
}

/** Makes a file; one that is there stays as it is. Gives what was done, in a line. */
async function make(file: string, text: string, { isPrivate }: { readonly isPrivate: boolean }): Promise<string> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: isPrivate ? 0o700 : 0o777 });
    await writeFile(file, text, { flag: 'wx', mode: isPrivate ? 0o600 : 0o666 });
    return `made ${file}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return `${file} is there already: it stays as it is`;
    throw tenonError({
      code: 'config_unwritable',
      message: `cannot make ${file}: ${(error as Error).message}`,
      mend: 'Let your user write the folder, or choose another home with TENON_HOME.',
      file,
      cause: error,
    });
  }
}

/** Makes the files, and says what was done and what comes next. Asks nothing. */
export async function runInit({ home, system, cwd, project: own, hasKey }: InitCommand): Promise<number> {
  await print([`${await make(join(home, 'config.toml'), userText(hasKey), { isPrivate: true })}\n`]);
  const project = own ? (await readConfig({ home, system, cwd })).project : null;
  if (project) {
    const file = join(project.root, '.tenon', 'config.toml');
    await print([`${await make(file, projectText, { isPrivate: false })}\n`]);
  }
  const lines = [
    hasKey
      ? 'OPENAI_API_KEY is set: models of OpenAI are used'
      : 'OPENAI_API_KEY is not set: set it, or name another provider in config.toml',
    ...(project ? [trustOf(project)] : []),
    'tenon config list shows what is set, tenon config edit opens the file',
  ];
  await print(lines.map((line) => `${line}\n`));
  return exitCodes.ok;
}

function trustOf({ root, trust }: Project): string {
  if (trust === 'trusted') return `${root} is trusted: its .tenon/config.toml is used`;
  const key = `projects.${JSON.stringify(root)}.trust_level`;
  return `${root} is ${trust === null ? 'not known to be trusted' : 'not trusted'}, so its .tenon/config.toml is not used; to trust it: tenon config set '${key}' trusted`;
}

export const initHelp = `Usage: tenon init [--project] [-C DIR]

Makes config.toml in Tenon's home, with the settings that most want to know of, each as a comment.
What is there already stays as it is.

      --project              make .tenon/config.toml in the project, too
  -C, --cd DIR               the project is that of DIR

Exit codes: 0 done; 1 failed; 2 wrong usage.
`;

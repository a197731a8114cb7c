import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ConfigPlaces } from '@tenon/config';
import { tenonHome } from '../home.ts';
import { systemFolder } from '../system-folder.ts';
import { configOptions, configOptionsHelp, overridesOf } from './common-options.ts';

/** What a command that reads the configuration is told. */
export interface ReadOptions {
  readonly places: ConfigPlaces & { readonly cwd: string };
  readonly strict: boolean;
  readonly json: boolean;
  readonly showSecrets: boolean;
}

const COMMANDS = {
  get: 1,
  set: 2,
  unset: 1,
  edit: 0,
  explain: 1,
  list: 0,
  schema: 0,
} as const satisfies Record<string, number>;

export interface ConfigCommand extends ReadOptions {
  readonly command: keyof typeof COMMANDS;
  readonly key: string;
  readonly value: string;
  /** Of `schema`, absolute; undefined: standard output. */
  readonly out: string | undefined;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const readOptions = {
  ...configOptions,
  cd: { type: 'string', short: 'C' },
  json: { type: 'boolean', default: false },
  'show-secrets': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Options and words of a command that reads the configuration; undefined where help was asked for. Throws what is wrong with them. */
export async function parseRead(args: readonly string[], { cwd, env }: Surroundings) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...readOptions, out: { type: 'string' } },
  });
  if (values.help || positionals.length === 0 || positionals[0] === 'help') return undefined;
  const read: ReadOptions = {
    places: {
      home: tenonHome(env),
      system: systemFolder(env),
      cwd: resolve(cwd, values.cd ?? '.'),
      overrides: await overridesOf(values),
    },
    strict: values['strict-config'] ?? false,
    json: values.json,
    showSecrets: values['show-secrets'],
  };
  return { words: positionals, read, out: values.out };
}

/** Reads the command line of `tenon config`. */
export async function configCommand(args: readonly string[], around: Surroundings): Promise<ConfigCommand | undefined> {
  const parsed = await parseRead(args, around);
  if (!parsed) return undefined;
  const [command = '', ...words] = parsed.words;
  if (!isCommand(command)) throw new Error(`config ${command}: expected one of ${Object.keys(COMMANDS).join(', ')}`);
  if (words.length !== COMMANDS[command]) {
    const wanted = ['no word', 'a KEY', 'a KEY and a VALUE'][COMMANDS[command]];
    throw new Error(
      `config ${command}: expected ${wanted} after it, got ${words.length} words: put quotes around each`,
    );
  }
  const [key = '', value = ''] = words;
  if (parsed.out !== undefined && command !== 'schema') throw new Error('--out belongs to config schema');
  const out = parsed.out === undefined ? undefined : resolve(around.cwd, parsed.out);
  return { ...parsed.read, command, key, value, out };
}

const isCommand = (word: string): word is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, word);

export const configHelp = `Usage: tenon config get KEY          the value in use
       tenon config set KEY VALUE    write it to the user's config.toml; VALUE is TOML, else a string
       tenon config unset KEY        take it out of the user's config.toml
       tenon config edit             open the user's config.toml in $VISUAL or $EDITOR, and judge it afterwards
       tenon config explain KEY      who sets it and where, which of them won, and what requirements allow
       tenon config list             all that is set, with where it comes from
       tenon config schema           the JSON Schema of config.toml, for editors

KEY is dotted; a part in quotes may hold dots: 'projects."/a/b.c".trust_level'

      --json                    (get, explain, list) as JSON
      --show-secrets            (get, explain, list) show tokens, headers and environments too
      --out FILE                (schema) write to FILE, not to standard output
  -C, --cd DIR                  as if started in DIR
${configOptionsHelp}

Exit codes: 0 done; 1 failed, or (get) not set; 2 wrong usage.
`;

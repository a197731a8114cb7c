import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configOptions, configOptionsHelp, overridesOf } from '../config/common-options.ts';

export interface CheckOptions {
  /** Absolute. Empty: the rules in force in `cwd`. */
  readonly rules: readonly string[];
  readonly resolveHostExecutables: boolean;
  readonly pretty: boolean;
  readonly explain: boolean;
  readonly cwd: string;
  readonly overrides: readonly string[];
  readonly argv: readonly string[];
}

const options = {
  ...configOptions,
  rules: { type: 'string', short: 'r', multiple: true },
  'resolve-host-executables': { type: 'boolean' },
  pretty: { type: 'boolean' },
  explain: { type: 'boolean' },
  cd: { type: 'string', short: 'C' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line of `tenon execpolicy`. The command to check begins with the first word that is no option. */
export async function checkOptions(args: readonly string[], cwd: string): Promise<CheckOptions | undefined> {
  const [command, ...rest] = args;
  if (command === undefined || command === '-h' || command === '--help') return undefined;
  if (command !== 'check') throw new Error(`execpolicy ${command}: expected check`);
  const { tokens } = parseArgs({ args: rest, options, allowPositionals: true, strict: false, tokens: true });
  const start = tokens.find(({ kind }) => kind !== 'option');
  const end = start?.index ?? rest.length;
  const { values } = parseArgs({ args: rest.slice(0, end), options });
  if (values.help) return undefined;
  const argv = rest.slice(start?.kind === 'option-terminator' ? end + 1 : end);
  if (argv.length === 0) throw new Error('execpolicy check: expected a command after the options');
  const folder = resolve(cwd, values.cd ?? '.');
  return {
    rules: (values.rules ?? []).map((file) => resolve(folder, file)),
    resolveHostExecutables: values['resolve-host-executables'] ?? false,
    pretty: values.pretty ?? false,
    explain: values.explain ?? false,
    cwd: folder,
    overrides: await overridesOf(values),
    argv,
  };
}

export const checkHelp = `Usage: tenon execpolicy check [OPTIONS] [--] COMMAND...

Says which rules a command meets, as JSON. Nothing is run.

  -r, --rules FILE              a rules file (repeat it). Without one: the rules in force in the folder
      --resolve-host-executables
                                a path counts as the bare name of its program, as \`host_executable\` says
      --pretty                  JSON over several lines
      --explain                 for people: every command that it would run, also those of a script; what decides on
                                each, and the rule that would allow it. One word is a script
  -C, --cd DIR                  as if started in DIR
${configOptionsHelp}

Exit codes: 0 done; 1 a rules file cannot be read; 2 wrong usage.
`;

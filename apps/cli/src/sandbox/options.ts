import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { overridesOf } from '../config/common-options.ts';

export interface SandboxOptions {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The name of a permission profile; undefined: what the configuration gives to the folder. */
  readonly profile: string | undefined;
  readonly overrides: readonly string[];
  readonly strict: boolean;
}

const options = {
  profile: { type: 'string' },
  'permissions-profile': { type: 'string' },
  cd: { type: 'string', short: 'C' },
  config: { type: 'string', short: 'c', multiple: true },
  enable: { type: 'string', multiple: true },
  disable: { type: 'string', multiple: true },
  'strict-config': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

/** The words that Codex wants before the options, by `process.platform`. */
const platformWords: Readonly<Record<string, readonly string[]>> = {
  linux: ['linux', 'landlock'],
  darwin: ['macos', 'seatbelt'],
  win32: ['windows'],
};

/** Reads the command line of `tenon sandbox`; undefined where help was asked for. Throws what is wrong with it. */
export async function sandboxOptions(
  given: readonly string[],
  { cwd, platform }: { readonly cwd: string; readonly platform: string },
): Promise<SandboxOptions | undefined> {
  const args = withoutPlatform(given, platform);
  const at = startOfCommand(args);
  const { values } = parseArgs({ args: args.slice(0, at), options });
  if (values.help) return undefined;
  const argv = args.slice(args[at] === '--' ? at + 1 : at);
  if (argv.length === 0) throw new Error('name the command to run: tenon sandbox -- CMD');
  const { profile, 'permissions-profile': peers } = values;
  if (profile !== undefined && peers !== undefined && profile !== peers) {
    throw new Error(`--profile ${profile} and --permissions-profile ${peers}: give one of them`);
  }
  return {
    argv,
    cwd: resolve(cwd, values.cd ?? '.'),
    profile: profile ?? peers,
    overrides: await overridesOf({ config: values.config, enable: values.enable, disable: values.disable }),
    strict: values['strict-config'],
  };
}

function withoutPlatform(args: readonly string[], platform: string): readonly string[] {
  const [word = '', ...rest] = args;
  const of = Object.keys(platformWords).find((each) => platformWords[each]?.includes(word));
  if (of === undefined) return args;
  if (of === platform) return rest;
  throw new Error(
    `sandbox ${word}: this is ${platform}; leave the word out, or write -- before a program of that name`,
  );
}

/** Where the command begins: at the first word that belongs to no option, or at `--`. */
function startOfCommand(args: readonly string[]): number {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  return tokens.find(({ kind }) => kind !== 'option')?.index ?? args.length;
}

export const sandboxHelp = `Usage: tenon sandbox [OPTIONS] [--] CMD [ARG...]

Runs a command under a permission profile, as the sandbox of the configuration keeps it. Input, output, the terminal and the exit
code are the command's. Without a working sandbox it fails; it never runs a command that the profile confines without one.

      --profile NAME            a profile: :read-only, :workspace, :danger-no-sandbox, or one of [permissions] in config.toml;
                                default: what the configuration gives to the folder
      --permissions-profile NAME  the same, as Codex calls it
  -C, --cd DIR                  run it in DIR, which is the workspace
  -c, --config KEY=VALUE        override a configuration key (dotted); the value is TOML, else a string
      --enable FEATURE          the same as -c features.FEATURE=true (repeat it)
      --disable FEATURE         the same as -c features.FEATURE=false (repeat it)
      --strict-config           refuse keys of the configuration that nobody knows

Exit codes: the command's; 128 and the number of the signal that ended it; 1 it could not be run; 2 wrong usage.
`;

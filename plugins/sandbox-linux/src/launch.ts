import type { SpawnRequest } from '@tenon/plugin-api/environment';
import { HOLDER, JANITOR } from './holder.ts';
import type { HeldPlace } from './mounts.ts';
import type { Programs } from './programs.ts';

/** Within the sandbox: what was ignored for bwrap is not ignored for the command. A shell cannot undo it. */
const HEED_KEYS = '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n"';

/** Numbers of prctl, setsid, exit_group, close and setitimer, by Node's `process.arch`. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  x64: ['157', '112', '231', '3', '38'],
  arm64: ['167', '157', '94', '57', '103'],
};

/** The whole command line: `bwrap` with its filter, within whatever holds the places of what must not come to be. */
export function launchArguments(
  { bwrap, perl }: Programs,
  options: {
    readonly filter: string;
    readonly terminal: boolean;
    /** How many threads and processes there may be at once. */
    readonly maxProcesses: number;
    readonly held: readonly HeldPlace[];
    readonly bwrap: readonly string[];
  },
): readonly string[] {
  const { filter, held, terminal, maxProcesses } = options;
  const numbers = [...(CALLS[process.arch] ?? []), maxProcesses, Number(terminal)].map(String);
  const places = held.flatMap(({ folder, names }) => [folder, String(names.length), ...names]);
  const holder = [...numbers, filter, JANITOR, String(held.length), ...places];
  return [perl, '-e', HOLDER, '--', ...holder, bwrap, ...options.bwrap];
}

/** The command as it is started within the sandbox. */
export function innerArguments(
  { perl }: Programs,
  { argv, tty }: Pick<SpawnRequest, 'argv' | 'tty'>,
): readonly string[] {
  return tty ? [perl, '-e', HEED_KEYS, ...argv] : argv;
}

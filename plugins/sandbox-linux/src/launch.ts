import type { SpawnRequest } from '@tenon/plugin-api/environment';
import { FILTER_FD } from './bubblewrap.ts';
import { HOLDER, JANITOR } from './holder.ts';
import type { HeldPlace } from './mounts.ts';
import { START } from './perl-start.ts';
import type { Programs } from './programs.ts';

/** Opens the filter for bwrap. Fails when the filter is gone. */
const FILTER = `exec ${FILTER_FD}<"$1" || exit 126`;

/** A terminal's Ctrl-C would end bwrap, and with it a command that has other plans; bwrap passes on that it is ignored. */
const IGNORE_KEYS = "trap '' INT QUIT";

/** Within the sandbox: what was ignored for bwrap is not ignored for the command. A shell cannot undo it. */
const HEED_KEYS = '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n"';

/** Numbers of prctl, setsid, exit_group, close and setitimer, by Node's `process.arch`. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  x64: ['157', '112', '231', '3', '38'],
  arm64: ['167', '157', '94', '57', '103'],
};

/** The whole command line: `bwrap` with its filter, within whatever holds the places of what must not come to be. */
export function launchArguments(
  { sh, bwrap, perl }: Programs,
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
  const script = [...(terminal ? [IGNORE_KEYS] : []), FILTER, 'shift', START].join('\n');
  const calls = CALLS[process.arch] ?? [];
  const places = held.flatMap(({ folder, names }) => [folder, String(names.length), ...names]);
  const holder = [perl, HOLDER, ...calls, String(maxProcesses), String(FILTER_FD), JANITOR, String(held.length)];
  return [sh, '-c', script, 'sh', filter, ...holder, ...places, bwrap, ...options.bwrap];
}

/** The command as it is started within the sandbox. */
export function innerArguments(
  { perl }: Programs,
  { argv, tty }: Pick<SpawnRequest, 'argv' | 'tty'>,
): readonly string[] {
  return tty ? [perl, '-e', HEED_KEYS, ...argv] : argv;
}

/** Arguments with which a program does more than read, so that the command is no longer trivially safe. */
type Unsafe = (args: readonly string[]) => boolean;

const never: Unsafe = () => false;
const any =
  (pattern: RegExp): Unsafe =>
  (args) =>
    args.some((arg) => pattern.test(arg));

/** Programs that only read and print. Measured with Codex 0.128 under `untrusted`. */
export const READ_ONLY_PROGRAMS: ReadonlyMap<string, Unsafe> = new Map<string, Unsafe>([
  ...'cat cd cut echo expr false grep head id ls nl paste pwd rev seq stat tail tr true uname wc which whoami numfmt tac'
    .split(' ')
    .map((program): [string, Unsafe] => [program, never]),
  // A second file is written to.
  ['uniq', (args) => args.filter((arg) => !arg.startsWith('-')).length > 1],
  ['base64', any(/^(?:-o.*|--output.*)$/)],
  ['find', any(/^-(?:exec|execdir|ok|okdir|delete|fls|fprint.*)$/)],
  ['rg', any(/^(?:--pre(?:=.*)?|--hostname-bin(?:=.*)?|--search-zip|-[a-zA-Z]*z[a-zA-Z]*)$/)],
  [
    'sed',
    (args) =>
      !(args.length <= 3 && args[0] === '-n' && /^\d+(?:,\d+)?p$/.test(args[1] ?? '') && !args[2]?.startsWith('-')),
  ],
  ['git', (args) => !isReadOnlyGit(args)],
]);

const GIT_READS = new Set(['status', 'log', 'diff', 'show']);
/** Git takes any unambiguous beginning of an option. */
const GIT_WRITES = /^--(?:ou|ext|textc)/;
const GIT_BRANCH_READS = /^(?:-a|-r|-v|-vv|--all|--list|--remotes|--verbose|--show-current)$/;

function isReadOnlyGit(args: readonly string[]): boolean {
  const [verb = '', ...rest] = args[0] === '--no-pager' ? args.slice(1) : args;
  if (verb === 'branch') return rest.every((arg) => GIT_BRANCH_READS.test(arg));
  return GIT_READS.has(verb) && !rest.some((arg) => GIT_WRITES.test(arg));
}

/** Shells whose `-c` and `-lc` do what they say. A shell from elsewhere may be anything. */
export const SHELLS = new Set(
  ['/bin/', '/usr/bin/', '/usr/local/bin/'].flatMap((folder) =>
    ['bash', 'dash', 'ksh', 'sh', 'zsh'].map((shell) => folder + shell),
  ),
);

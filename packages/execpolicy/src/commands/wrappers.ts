/** A program that runs the command in its own arguments. */
export interface Wrapper {
  /** Short options with a value in the next word. */
  readonly valued?: string;
  /** Long options with a value in the next word, unless it follows `=`. */
  readonly valuedLong?: readonly string[];
  /** How many words stand between its options and the command. */
  readonly operands?: number;
  /** `A=b` before the command sets a variable for it. */
  readonly assignments?: boolean;
  /** It does nothing that the command alone would not do: only the command is judged. */
  readonly neutral?: boolean;
  /** Short options without a value that keep it neutral; any other makes it unknown. */
  readonly flags?: string;
  /** Short options after which nothing is run: it only says what would be. */
  readonly asks?: string;
  /** Short and long options whose value is a script for a shell. */
  readonly scripts?: readonly string[];
  /** It adds words that come from elsewhere. */
  readonly adds?: boolean;
}

export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: {
    valued: 'ugCDhpRrtTU',
    valuedLong: [
      'user',
      'group',
      'close-from',
      'chdir',
      'host',
      'prompt',
      'chroot',
      'role',
      'type',
      'command-timeout',
      'other-user',
    ],
    assignments: true,
  },
  doas: { valued: 'uC' },
  pkexec: { valuedLong: ['user'] },
  su: { scripts: ['c', 'command'], valued: 'sgGw', operands: 1 },
  runuser: { scripts: ['c', 'command'], valued: 'usgGw' },
  chroot: { operands: 1 },
  unshare: { valued: 'SGRw' },
  nsenter: { valued: 'tSG' },
  setpriv: {},
  env: {
    valued: 'uC',
    valuedLong: ['unset', 'chdir'],
    assignments: true,
    neutral: true,
    flags: '0v',
    scripts: ['S', 'split-string'],
  },
  nice: { valued: 'n', valuedLong: ['adjustment'], neutral: true, flags: '0123456789' },
  ionice: { valued: 'cn', valuedLong: ['class', 'classdata'], neutral: true, flags: 't' },
  taskset: { operands: 1, neutral: true, flags: 'c' },
  chrt: { operands: 1, neutral: true, flags: 'bfior' },
  nohup: { neutral: true },
  setsid: { neutral: true, flags: 'cfw' },
  stdbuf: { valued: 'ioe', valuedLong: ['input', 'output', 'error'], neutral: true },
  timeout: { valued: 'ks', valuedLong: ['kill-after', 'signal'], operands: 1, neutral: true, flags: 'v' },
  '!': { neutral: true },
  time: { neutral: true, flags: 'p' },
  command: { neutral: true, flags: 'p', asks: 'vV' },
  builtin: { neutral: true },
  exec: { valued: 'a', neutral: true, flags: 'cl' },
  coproc: { neutral: true },
  xargs: {
    valued: 'adEILnPs',
    valuedLong: ['arg-file', 'delimiter', 'max-lines', 'max-args', 'max-procs', 'max-chars', 'process-slot-var'],
    neutral: true,
    flags: '0rtx',
    adds: true,
  },
  parallel: { valued: 'jn', adds: true },
  watch: { valued: 'n', valuedLong: ['interval'] },
  flock: { valued: 'wE', operands: 1, scripts: ['c', 'command'] },
  script: { scripts: ['c', 'command'], operands: 9 },
  strace: { valued: 'aeEIoOpPsSuUX' },
  ltrace: { valued: 'aeFlnopsux' },
  gdb: {},
  busybox: { neutral: true },
  toybox: { neutral: true },
  catchsegv: {},
  caffeinate: { valued: 'tw' },
  firejail: {},
  faketime: { operands: 1 },
};

export const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'ash',
  'zsh',
  'ksh',
  'mksh',
  'rbash',
  'fish',
  'csh',
  'tcsh',
]);

/** Programs that run what they are given as text or file, and take it from a pipe too. */
const INTERPRETERS: ReadonlySet<string> = new Set([
  'python',
  'pypy',
  'node',
  'nodejs',
  'deno',
  'bun',
  'tsx',
  'ts-node',
  'perl',
  'ruby',
  'irb',
  'php',
  'lua',
  'luajit',
  'tclsh',
  'expect',
  'osascript',
  'pwsh',
  'powershell',
  'awk',
  'gawk',
  'mawk',
  'nawk',
  'Rscript',
  'R',
  'julia',
  'guile',
  'racket',
  'elixir',
  'groovy',
  'scala',
  'jshell',
]);

/** `python3.12` is `python`. */
export const isInterpreter = (program: string): boolean =>
  INTERPRETERS.has(program) || INTERPRETERS.has(program.replace(/[\d.]+$/, ''));

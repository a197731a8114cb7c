export interface CommandLine {
  /** `exec`, `app-server`, `plugins`; else what stood in a command's place, or `help` or `version`. */
  readonly command: string;
  readonly args: readonly string[];
}

const aliases: Readonly<Record<string, string>> = {
  '-h': 'help',
  '--help': 'help',
  '-V': 'version',
  '--version': 'version',
  e: 'exec',
};

/** The command is the first argument; options of a command come after it. */
export function parseCommand(argv: readonly string[]): CommandLine {
  const [first = 'help', ...args] = argv;
  return { command: aliases[first] ?? first, args };
}

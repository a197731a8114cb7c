import type { parseArgs } from 'node:util';

export type ExportFormat = 'markdown' | 'json' | 'rollout';

export interface ThreadsOptions {
  readonly command: 'help' | 'list' | 'search' | 'export';
  readonly json: boolean;
  readonly archived: boolean;
  readonly limit: number;
  readonly cwd: string | undefined;
  readonly search: string | undefined;
  readonly searchIn: 'title' | 'text';
  /** Of `export`. */
  readonly id: string;
  readonly format: ExportFormat;
  /** undefined: standard output. */
  readonly out: string | undefined;
}

const formats: ReadonlySet<string> = new Set(['markdown', 'json', 'rollout']);

/** Reads the command line of `tenon threads`. Throws an Error that says what is wrong with it. */
export function threadsOptions(args: readonly string[], parse: typeof parseArgs): ThreadsOptions {
  const { values, positionals } = parse({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      archived: { type: 'boolean', default: false },
      limit: { type: 'string', short: 'n', default: '25' },
      cwd: { type: 'string', short: 'C' },
      search: { type: 'string' },
      format: { type: 'string', default: 'markdown' },
      out: { type: 'string', short: 'o' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command = 'help', ...words] = values.help ? [] : positionals;
  if (command !== 'help' && command !== 'list' && command !== 'search' && command !== 'export')
    throw new Error(`threads ${command}: expected list, search or export`);
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new Error(`--limit ${values.limit}: expected a whole number from 1`);
  if (!formats.has(values.format)) throw new Error(`--format ${values.format}: expected ${[...formats].join(', ')}`);
  if (command === 'search' && words.length === 0) throw new Error('threads search: say the words to look for');
  if (command === 'export' && words.length !== 1) throw new Error('threads export: name one thread by its id');
  if (command === 'list' && words.length > 0)
    throw new Error(`threads list: ${words[0]} is not expected; to search, say --search or threads search`);
  return {
    command,
    json: values.json,
    archived: values.archived,
    limit,
    cwd: values.cwd,
    search: command === 'search' ? words.join(' ') : values.search,
    searchIn: command === 'search' ? 'text' : 'title',
    id: words[0] ?? '',
    format: values.format as ExportFormat,
    out: values.out,
  };
}

export const threadsHelp = `Usage: tenon threads list [OPTIONS]
       tenon threads search WORDS [OPTIONS]
       tenon threads export ID [--format markdown|json|rollout] [-o FILE]

list: stored threads, the last changed first. search: those in which each of the words was said, or begins one that was.

      --search TEXT      (list) name or first message holds TEXT
      --archived         the archived ones
  -C, --cwd DIR          threads of exactly this folder
  -n, --limit N          so many at most (default 25)
      --json             one thread as JSON a line

      --format FORMAT    (export) markdown (default), json: the thread with its turns as clients get it,
                         rollout: all lines, as Codex reads them
  -o, --out FILE         (export) write to FILE, not to standard output

Exit codes: 0 done; 1 failed; 2 wrong usage.
`;

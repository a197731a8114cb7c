/** What came of one attempt in one sandbox. `refused`: under that profile it starts no command at all. */
export type Outcome = 'held' | 'out' | 'refused' | 'not tried' | 'failed';

export interface Row {
  readonly name: string;
  /** By the name of the sandbox. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

/** What one user saw. */
export interface Report {
  readonly user: string;
  /** Sandboxes in order, with what they are: `bubblewrap` and so on. */
  readonly sandboxes: readonly string[];
  readonly rows: readonly Row[];
  /** What a reader must know, each a sentence. */
  readonly notes: readonly string[];
}

const SHOWN: Readonly<Record<Outcome, string>> = {
  held: 'held',
  out: '**OUT**',
  refused: 'refused',
  'not tried': '–',
  failed: 'failed',
};

/** A page in Markdown: the counts of each user first, then every row. */
export function page(title: string, reports: readonly Report[]): string {
  return [`# ${title}`, ...reports.map(section)].join('\n\n').concat('\n');
}

function section({ user, sandboxes, rows, notes }: Report): string {
  const count = (sandbox: string, outcome: Outcome) =>
    rows.filter(({ outcomes }) => outcomes[sandbox] === outcome).length;
  const counts = sandboxes.map((name) => {
    const tried = rows.length - count(name, 'not tried');
    return [name, ...(['out', 'refused', 'failed'] as const).map((each) => String(count(name, each))), String(tried)];
  });
  return [
    `## As ${user}`,
    table(['sandbox', 'got out', 'command refused', 'attempt failed', 'of'], counts),
    ...notes,
    table(
      ['attempt', ...sandboxes],
      rows.map(({ name, outcomes }) => [name, ...sandboxes.map((each) => SHOWN[outcomes[each] ?? 'not tried'])]),
    ),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

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

/** A page in Markdown: the counts first, then every row, with a column for each sandbox of each user. */
export function page(title: string, reports: readonly Report[]): string {
  const columns = reports.flatMap(({ user, sandboxes, rows }) =>
    sandboxes.map((name) => ({ user, name, outcomes: new Map(rows.map((row) => [row.name, row.outcomes[name]])) })),
  );
  const counts = columns.map(({ user, name, outcomes }) => {
    const all = [...outcomes.values()];
    const count = (outcome: Outcome) => all.filter((each) => each === outcome).length;
    const shown = (['out', 'refused', 'failed'] as const).map((each) => String(count(each)));
    return [name, user, ...shown, String(all.length - count('not tried'))];
  });
  const names = [...new Set(reports.flatMap(({ rows }) => rows.map(({ name }) => name)))];
  const cells = names.map((name) => [name, ...columns.map(({ outcomes }) => SHOWN[outcomes.get(name) ?? 'not tried'])]);
  return [
    `# ${title}`,
    table(['sandbox', 'as', 'got out', 'command refused', 'attempt failed', 'of'], counts),
    ...new Set(reports.flatMap(({ notes }) => notes)),
    table(['attempt', ...columns.map(({ name, user }) => `${name}, ${user}`)], cells),
  ]
    .join('\n\n')
    .concat('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

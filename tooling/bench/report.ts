import { figure, median } from './statistics.ts';
import { reached, targets } from './targets.ts';

/** One run of one measure of one server. */
export interface Run {
  readonly measure: string;
  readonly server: string;
  /** From 1. */
  readonly run: number;
  readonly figures: Readonly<Record<string, number>>;
  /** Why there are no figures. */
  readonly error?: string;
  /** CPUs that other processes kept busy meanwhile. */
  readonly foreignCpus: number;
}

export interface Result {
  readonly started: string;
  /** What the whole run took. */
  readonly seconds: number;
  readonly node: string;
  readonly machine: string;
  readonly quick: boolean;
  /** Commands by name: the stub first, then Tenon, then the others. */
  readonly servers: Readonly<Record<string, string>>;
  readonly runs: readonly Run[];
}

const STUB = 'stub';
const OURS = 'tenon';

function row(name: string, result: Result): string[] {
  const valuesOf = (server: string): number[] =>
    result.runs.filter((run) => run.server === server).flatMap((run) => run.figures[name] ?? []);
  const floor = median(valuesOf(STUB));
  const own = median(valuesOf(OURS));
  const cells = Object.keys(result.servers).flatMap((server) => {
    const values = valuesOf(server);
    const middle = median(values);
    const range = values.length > 1 ? ` (${figure(Math.min(...values))}–${figure(Math.max(...values))})` : '';
    const cell = values.length > 0 ? `${figure(middle)}${range}` : '–';
    if (server === STUB) return [cell];
    const ratio = server === OURS ? middle / floor : own / middle;
    return [cell, Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : '–'];
  });
  const target = targets[name];
  if (!target) return [name, ...cells, ''];
  const bound = target.most === undefined ? `≥ ${target.least}` : `≤ ${target.most}`;
  const word = Number.isNaN(own) ? '–' : reached(target, own) ? 'ok' : '**over**';
  return [name, ...cells, `${bound} ${word}`];
}

/** One line for all runs of a measure that failed alike. */
function failuresOf({ runs }: Result): string[] {
  const failed = runs.filter((run) => run.error !== undefined);
  const groups = Object.values(Object.groupBy(failed, (run) => `${run.measure} of ${run.server} failed: ${run.error}`));
  return groups.flatMap((group = []) => {
    const [first] = group;
    if (!first) return [];
    const { measure, server, error } = first;
    const all = runs.filter((run) => run.measure === measure && run.server === server).length;
    return [`- ${measure} of ${server} failed: ${error} (${group.length} of ${all} runs)`];
  });
}

const headersOf = (server: string): string[] => {
  if (server === STUB) return [server];
  return server === OURS ? [server, '/ stub'] : [server, `${OURS} / ${server}`];
};

/** The table of a result, in Markdown: medians with their range, and Tenon's ratios to the stub and to the others. */
export function report(result: Result): string {
  const names = [...new Set(result.runs.flatMap((run) => Object.keys(run.figures)))];
  const header = Object.keys(result.servers).flatMap((server) => headersOf(server));
  const rows = [['median (min–max)', ...header, 'target'], ...names.map((name) => row(name, result))];
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = '', ...body] = rows.map(line);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const failures = failuresOf(result);
  const foreign = result.runs.map((run) => run.foreignCpus);
  return [
    `${result.started}, Node ${result.node}, ${result.machine}${result.quick ? '; a quick run: sizes are small, figures mean little' : ''}; taken in ${Math.round(result.seconds)} s.`,
    `CPUs that other processes kept busy meanwhile: median ${figure(median(foreign))}, worst ${figure(Math.max(0, ...foreign))}.`,
    '',
    ...Object.entries(result.servers).map(([name, command]) => `- ${name}: \`${command}\``),
    '',
    head,
    rule,
    ...body,
    ...(failures.length > 0 ? [''] : []),
    ...failures,
    '',
  ].join('\n');
}

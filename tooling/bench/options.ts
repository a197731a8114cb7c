import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Server } from './bench-context.ts';
import { measures } from './measures/all.ts';

export interface Options {
  /** Beside the stub and Tenon. */
  readonly servers: readonly Server[];
  readonly only: readonly string[];
  /** Also Codex from npm, installed into this folder. */
  readonly peer: string | undefined;
  /** Stored threads of threads-list; undefined: as many as the sizes say. */
  readonly threads: number | undefined;
  /** Samples of each measure; undefined: as many as the measure wants. */
  readonly runs: number | undefined;
  readonly quick: boolean;
  /** Short name of the result's files; undefined: none are written. */
  readonly name: string | undefined;
  /** Seconds to wait at most for an idle machine before each sample. */
  readonly calm: number;
}

export const USAGE = `pnpm bench [options]
  --only a,b            some of ${Object.keys(measures).join(', ')}
  --huge                also huge-thread: a thread of 1 GB, resumed
  --threads N           stored threads of threads-list (default 10000)
  --runs N              samples of each measure
  --quick               small sizes, one sample: shows that the bench runs, measures little
  --name NAME           write results/<date>-NAME.md and .json (default "run"; none with --quick)
  --server NAME='CMD'   one more server that speaks the protocol; repeat it for more
  --peer                also Codex 0.128 from npm, where it can be installed
  --peer-cache DIR      where it is installed, and found again (default node_modules/.cache/codex-0.128)
  --calm SECONDS        wait that long at most for an idle machine before each sample (default 5; 0 with --quick)`;

const PEER_CACHE = fileURLToPath(new URL('../../node_modules/.cache/codex-0.128', import.meta.url));

/** Words between spaces; quotes keep them together. */
const words = (text: string): string[] =>
  (text.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));

function serverOf(text: string): Server {
  const [, name, command] = /^([\w.-]+)=(.+)$/s.exec(text) ?? [];
  if (!name || !command || name === 'stub' || name === 'tenon')
    throw new Error(`--server ${text}: expected NAME='CMD ARGS'`);
  return { name, command: words(command) };
}

function numberOf(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`--${name} ${text}: expected a whole number from ${least}`);
  return value;
}

/** Those that are taken unless others are asked for. */
const usual = Object.keys(measures).filter((name) => !measures[name]?.extra);

/** Throws with a sentence for the user. */
export function optionsOf(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      name: { type: 'string' },
      huge: { type: 'boolean', default: false },
      threads: { type: 'string' },
      peer: { type: 'boolean', default: false },
      'peer-cache': { type: 'string' },
      server: { type: 'string', multiple: true, default: [] },
      calm: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const only = values.only?.split(',') ?? [...usual];
  const unknown = only.filter((name) => !Object.hasOwn(measures, name));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: expected ${Object.keys(measures).join(', ')}`);
  if (values.huge && !only.includes('huge-thread')) only.push('huge-thread');
  const { quick } = values;
  const cache = values['peer-cache'];
  return {
    servers: values.server.map(serverOf),
    peer: values.peer || cache !== undefined ? resolve(cache ?? PEER_CACHE) : undefined,
    only,
    threads: numberOf('threads', values.threads, 50),
    runs: numberOf('runs', values.runs, 1) ?? (quick ? 1 : undefined),
    quick,
    name: values.name ?? (quick ? undefined : 'run'),
    calm: numberOf('calm', values.calm, 0) ?? (quick ? 0 : 5),
  };
}

import type { BenchContext, Figures } from '../bench-context.ts';
import { calls } from './calls.ts';
import { cold } from './cold.ts';
import { config } from './config.ts';
import { disk } from './disk.ts';
import { gate } from './gate.ts';
import { hugeThread } from './huge-thread.ts';
import { interrupt } from './interrupt.ts';
import { largeThread } from './large-thread.ts';
import { memory } from './memory.ts';
import { parallel } from './parallel.ts';
import { sandboxedCalls } from './sandboxed-calls.ts';
import { stream } from './stream.ts';
import { threadsList } from './threads-list.ts';
import { turns } from './turns.ts';

export interface Measure {
  readonly run: (context: BenchContext) => Promise<Figures>;
  /** Samples that are taken unless `--runs` says otherwise. */
  readonly runs: number;
  /** The stub answers it too. */
  readonly stub: boolean;
  /** Taken only when it is asked for. */
  readonly extra?: boolean;
}

/** By the name that `--only` takes. */
export const measures: Readonly<Record<string, Measure>> = {
  cold: { run: cold, runs: 7, stub: true },
  turns: { run: turns, runs: 5, stub: true },
  stream: { run: stream, runs: 3, stub: true },
  calls: { run: calls, runs: 3, stub: true },
  'sandboxed-calls': { run: sandboxedCalls, runs: 3, stub: false },
  gate: { run: gate, runs: 3, stub: false },
  interrupt: { run: interrupt, runs: 5, stub: false },
  memory: { run: memory, runs: 2, stub: true },
  parallel: { run: parallel, runs: 3, stub: true },
  config: { run: config, runs: 3, stub: false },
  'threads-list': { run: threadsList, runs: 2, stub: false },
  'large-thread': { run: largeThread, runs: 3, stub: false },
  disk: { run: disk, runs: 1, stub: false },
  'huge-thread': { run: hugeThread, runs: 1, stub: false, extra: true },
};

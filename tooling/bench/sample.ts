import type { BenchContext } from './bench-context.ts';
import { now, sleep } from './clock.ts';
import type { Measure } from './measures/all.ts';
import { busySeconds, cpuSeconds } from './proc.ts';
import type { Run } from './report.ts';

const IDLE_CPUS = 0.15;

const ALL_WAITS_MS = 60_000;

/** Waits until the machine is idle: for so many seconds at most, and a minute in all, lest a busy machine takes all day. */
export function calmer(seconds: number): () => Promise<void> {
  let left = ALL_WAITS_MS;
  return async () => {
    const began = now();
    const most = Math.min(seconds * 1000, left);
    for (let idle = false; !idle && now() - began < most; ) {
      const before = busySeconds();
      await sleep(200);
      idle = (busySeconds() - before) / 0.2 < IDLE_CPUS;
    }
    left -= now() - began;
  };
}

/** Takes one sample. A measure that fails is a sample with an error, so that the others still run. */
export async function sample(
  name: string,
  measure: Measure,
  context: BenchContext,
  options: { run: number; calm: () => Promise<void> },
): Promise<Run> {
  await options.calm();
  await context.model.clear();
  const before = { busy: busySeconds(), own: cpuSeconds(process.pid), at: now() };
  const about = { measure: name, server: context.server.name, run: options.run };
  const finish = (found: Pick<Run, 'figures' | 'error'>): Run => {
    const foreign = busySeconds() - before.busy - (cpuSeconds(process.pid) - before.own);
    return { ...about, ...found, foreignCpus: Math.max(0, foreign / ((now() - before.at) / 1000)) };
  };
  try {
    return finish({ figures: await measure.run(context) });
  } catch (error) {
    return finish({ figures: {}, error: error instanceof Error ? error.message : String(error) });
  }
}

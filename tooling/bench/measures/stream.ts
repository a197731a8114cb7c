import type { BenchContext, Figures } from '../bench-context.ts';
import { cpuSeconds } from '../proc.ts';
import { median } from '../statistics.ts';
import { startThread, turn } from '../turn.ts';

const TURNS = 3;

/** A turn of many deltas as fast as they go, each in a thread of its own that has had a small turn. */
export async function stream(context: BenchContext): Promise<Figures> {
  const { cwd, sizes } = context;
  return context.withServer(context.freshHome(), async (client) => {
    const rates: number[] = [];
    let cpu = 0;
    for (let count = 0; count < TURNS; count += 1) {
      const thread = await startThread(client, cwd);
      await turn(client, thread, { deltas: 10 });
      const before = cpuSeconds(client.pid);
      const { ms } = await turn(client, thread, { deltas: sizes.deltas });
      cpu += cpuSeconds(client.pid) - before;
      rates.push(sizes.deltas / (ms / 1000));
    }
    return {
      'deltas a second': median(rates),
      'CPU for 1,000 deltas (ms)': (cpu * 1e6) / (TURNS * sizes.deltas),
    };
  });
}

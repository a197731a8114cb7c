import type { BenchContext, Figures } from '../bench-context.ts';
import { sleep } from '../clock.ts';
import { residentKiB } from '../proc.ts';
import { startThread, turn } from '../turn.ts';

/** Resident memory of the process tree: idle, and what each further thread of one turn adds. */
export async function memory(context: BenchContext): Promise<Figures> {
  const { cwd, sizes } = context;
  return context.withServer(context.freshHome(), async (client) => {
    const settled = async () => {
      await sleep(sizes.settleMs);
      return residentKiB(client.pid);
    };
    const oneMore = async () => turn(client, await startThread(client, cwd), { deltas: 1 });
    const idle = await settled();
    await oneMore();
    const first = await settled();
    for (let count = 1; count < sizes.loadedThreads; count += 1) await oneMore();
    const last = await settled();
    return {
      'memory, idle (MiB)': idle / 1024,
      'memory, one thread (MiB)': first / 1024,
      'memory, each further thread (KiB)': (last - first) / (sizes.loadedThreads - 1),
    };
  });
}

import type { BenchContext, Figures } from '../bench-context.ts';
import { sleep } from '../clock.ts';
import { peakKiB } from '../proc.ts';
import { storeHuge } from '../stored-threads.ts';
import { settings, turn } from '../turn.ts';

/** Resuming a thread far larger than memory should be, without its turns; and that it then goes on. */
export async function hugeThread(context: BenchContext): Promise<Figures> {
  const { sizes, cwd } = context;
  const home = context.freshHome();
  const { id: threadId, bytes } = storeHuge(home, sizes.hugeBytes, cwd);
  const name = (what: string) => `thread of ${sizes.hugeBytes / 1e6} MB, ${what}`;
  return context.withServer(home, async (client) => {
    await sleep(sizes.settleMs);
    const { ms } = await client.timed('thread/resume', { threadId, excludeTurns: true, ...settings(cwd) });
    const resumed = peakKiB(client.pid);
    await turn(client, threadId, { deltas: 1 });
    return {
      [name('size (MB)')]: bytes / 1e6,
      [name('resume without turns (ms)')]: ms,
      [name('peak memory of the resume (MiB)')]: resumed / 1024,
      [name('peak memory with a turn (MiB)')]: peakKiB(client.pid) / 1024,
    };
  });
}

import type { BenchContext, Figures } from '../bench-context.ts';
import { timed } from '../clock.ts';
import { startThread, turn } from '../turn.ts';

const DELTAS = 200;

/** Threads that have had a turn each, all turning at once. */
export async function parallel(context: BenchContext): Promise<Figures> {
  const figures: Figures = {};
  for (const count of context.sizes.parallel) {
    await context.withServer(context.freshHome(), async (client) => {
      const threads: string[] = [];
      for (let at = 0; at < count; at += 1) {
        const thread = await startThread(client, context.cwd);
        await turn(client, thread, { deltas: 1 });
        threads.push(thread);
      }
      const together = () => Promise.all(threads.map((thread) => turn(client, thread, { deltas: DELTAS })));
      const { ms } = await timed(together);
      figures[`turns a second, ${count} thread${count > 1 ? 's' : ''}`] = count / (ms / 1000);
    });
  }
  return figures;
}

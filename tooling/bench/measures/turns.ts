import type { BenchContext, Figures } from '../bench-context.ts';
import { timed } from '../clock.ts';
import { median } from '../statistics.ts';
import { startThread, turn } from '../turn.ts';

/** Turns of one delta in one thread. Overhead is the turn less the mock's own time; the first delta is timed from the mock's stamp. */
export async function turns(context: BenchContext): Promise<Figures> {
  const { model, cwd, sizes } = context;
  return context.withServer(context.freshHome(), async (client) => {
    const start = await timed(() => startThread(client, cwd));
    const samples: { overhead: number; untilDelta: number; afterModel: number }[] = [];
    for (let count = 0; count <= sizes.laterTurns; count += 1) {
      await model.clear();
      const { ms, beganAt, firstDeltaAt } = await turn(client, start.value, { deltas: 1 });
      const { ms: served, requests } = await model.served();
      const sentAt = requests[0]?.firstDeltaAt;
      if (firstDeltaAt === null || typeof sentAt !== 'number') throw new Error('no delta came through');
      samples.push({ overhead: ms - served, untilDelta: firstDeltaAt - beganAt, afterModel: firstDeltaAt - sentAt });
    }
    const [first, ...later] = samples;
    if (!first) throw new Error('no turn was made');
    const middle = (key: keyof typeof first) => median(later.map((one) => one[key]));
    return {
      'thread/start, first (ms)': start.ms,
      'turn overhead, first (ms)': first.overhead,
      'turn overhead, later (ms)': middle('overhead'),
      'turn/start to first delta, first (ms)': first.untilDelta,
      'turn/start to first delta, later (ms)': middle('untilDelta'),
      'first delta after the model, first (ms)': first.afterModel,
      'first delta after the model, later (ms)': middle('afterModel'),
    };
  });
}

import type { BenchContext, Figures } from '../bench-context.ts';
import type { Note } from '../client.ts';
import { startThread, turn } from '../turn.ts';

/** A turn of `exec_command` calls of `true`, one after the other; the turn less the mock's time, by call. */
export async function calls(context: BenchContext): Promise<Figures> {
  const { model, cwd, sizes } = context;
  return context.withServer(context.freshHome(), async (client) => {
    const thread = await startThread(client, cwd);
    await turn(client, thread, { calls: 1 });
    await model.clear();
    const ran = ({ params: { item } }: Note) => item?.type === 'commandExecution';
    let good = 0;
    // An item may be completed after its turn: only once all have come is it known that all ran.
    const all = client.next('item/completed', (note) => {
      if (ran(note) && note.params.item?.exitCode === 0) good += 1;
      return good === sizes.calls;
    });
    const { ms } = await turn(client, thread, { calls: sizes.calls });
    const served = await model.served();
    await all;
    return { 'exec_command of `true` (ms a call)': (ms - served.ms) / sizes.calls };
  });
}

import type { BenchContext, Figures } from '../bench-context.ts';
import type { Client, Note } from '../client.ts';
import { startThread, turn } from '../turn.ts';

/** Milliseconds a call: a turn of `exec_command` calls of `true`, one after the other, less the mock's time. */
export async function callTime({ model, sizes }: BenchContext, client: Client, thread: string): Promise<number> {
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
  return (ms - served.ms) / sizes.calls;
}

/** Without a sandbox. */
export async function calls(context: BenchContext): Promise<Figures> {
  return context.withServer(context.freshHome(), async (client) => ({
    'exec_command of `true` (ms a call)': await callTime(context, client, await startThread(client, context.cwd)),
  }));
}

import type { BenchContext, Figures } from '../bench-context.ts';
import type { Client, Timed } from '../client.ts';
import { sleep } from '../clock.ts';
import { residentKiB } from '../proc.ts';
import { storeLarge } from '../stored-threads.ts';
import { settings, startThread, turn } from '../turn.ts';

interface WithTurns {
  readonly thread: { readonly id: string; readonly turns: readonly unknown[] };
}

const PAGE = 25; // what the protocol gives when nobody says how many
const START_MS = 300; // a start's own work behind its answer is no part of what is timed

/** Reading, resuming and forking a large thread: a process for each, so that none finds what another has read. */
export async function largeThread(context: BenchContext): Promise<Figures> {
  const { sizes, cwd, model } = context;
  const home = context.freshHome();
  // A thread for each fork: a store may keep something of a thread that was forked.
  const [kept, forked, forkedBare] = [0, 1, 2].map(() => storeLarge(home, sizes.largeTurns, cwd).id);
  const figures: Figures = {};
  const pause = Math.min(sizes.settleMs, START_MS);
  const name = (what: string) => `thread of ${sizes.largeTurns} turns, ${what}`;
  const alone = (work: (client: Client) => Promise<void>): Promise<void> =>
    context.withServer(home, async (client) => {
      await sleep(pause);
      await work(client);
    });
  const note = (what: string, { ms, value }: Timed<WithTurns>, turns: number) => {
    if (value.thread.turns.length !== turns)
      throw new Error(`${what} gave ${value.thread.turns.length} turns instead of ${turns}`);
    figures[name(`${what} (ms)`)] = ms;
  };
  const full = settings(cwd);

  // The start of a thread has some servers index what is stored: that is measured elsewhere.
  await alone(async (client) => {
    await startThread(client, cwd);
    await client.request('thread/list', {});
    await sleep(sizes.settleMs);
  });
  await alone(async (client) => {
    const read = await client.timed<WithTurns>('thread/read', { threadId: kept, includeTurns: true });
    note('read with turns', read, sizes.largeTurns);
  });
  await alone(async (client) => {
    const params = { threadId: kept, excludeTurns: true, ...full };
    note('resume without turns', await client.timed<WithTurns>('thread/resume', params), 0);
    const turns = { threadId: kept, limit: PAGE };
    const { ms, value } = await client.timed<{ data: unknown[] }>('thread/turns/list', turns);
    if (value.data.length !== PAGE) throw new Error(`thread/turns/list gave ${value.data.length} rows`);
    figures[name('first page of turns (ms)')] = ms;
  });
  await alone(async (client) => {
    const params = { threadId: forked, ...full };
    note('fork with all turns', await client.timed<WithTurns>('thread/fork', params), sizes.largeTurns);
  });
  await alone(async (client) => {
    const params = { threadId: forkedBare, excludeTurns: true, ...full };
    note('fork without turns', await client.timed<WithTurns>('thread/fork', params), 0);
  });
  await alone(async (client) => {
    const params = { threadId: kept, ...full };
    const resumed = await client.timed<WithTurns>('thread/resume', params);
    note('resume with all turns', resumed, sizes.largeTurns);
    await sleep(pause);
    figures[name('memory once resumed (MiB)')] = residentKiB(client.pid) / 1024;
    await model.clear();
    const { ms } = await turn(client, resumed.value.thread.id, { deltas: 1 });
    figures[name('overhead of the first turn (ms)')] = ms - (await model.served()).ms;
  });
  return figures;
}

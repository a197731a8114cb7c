import type { BenchContext, Figures } from '../bench-context.ts';
import type { Client } from '../client.ts';
import { now, sleep } from '../clock.ts';
import { dropIndex, writeConfig } from '../home.ts';
import { median } from '../statistics.ts';
import { storeSmall } from '../stored-threads.ts';
import { startThread } from '../turn.ts';

const PAGE = 50;
const WARM = 5; // pages whose median is a warm one
const PATIENCE_MS = 120_000; // for an index to be whole
const OLD_MS = 5000; // stored threads are rarely younger; what was written just now is looked at again and again

/** How long the first page takes, in milliseconds. Throws when it has not as many rows as it must. */
async function page(client: Client, params: object = {}, rows = PAGE): Promise<number> {
  const { ms, value } = await client.timed<{ data: unknown[] }>('thread/list', { limit: PAGE, ...params });
  if (value.data.length !== rows) throw new Error(`thread/list gave ${value.data.length} rows instead of ${rows}`);
  return ms;
}

async function warmPage(client: Client, params: object, rows = PAGE): Promise<number> {
  await page(client, params, rows);
  const times: number[] = [];
  for (let round = 0; round < WARM; round += 1) times.push(await page(client, params, rows));
  return median(times);
}

/** How many threads the index knows. */
async function indexed(client: Client): Promise<number> {
  let count = 0;
  for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
    const params = { limit: 100, cursor, useStateDbOnly: true };
    const found: { data: unknown[]; nextCursor: string | null } = await client.request('thread/list', params);
    count += found.data.length;
    cursor = found.nextCursor;
  }
  return count;
}

/** A process that is closed sooner may leave a part of an index. */
async function untilIndexed(client: Client, count: number, cwd: string): Promise<void> {
  const until = now() + PATIENCE_MS;
  for (let tries = 0; now() < until; tries += 1) {
    if ((await indexed(client)) >= count) return;
    if (tries === 3) await startThread(client, cwd); // some servers index only then
    await sleep(Math.min(2000, 300 * (tries + 1))); // asking costs the server time too
  }
  throw new Error(`the index is not whole after ${PATIENCE_MS / 1000} s`);
}

/** The first page of many stored threads: by a process that finds no index, then by the next, which finds one. */
export async function threadsList(context: BenchContext): Promise<Figures> {
  const { sizes, cwd, model } = context;
  const count = sizes.storedThreads;
  let madeAt = 0;
  const home = context.keptHome(`stored-${count}`, (made) => {
    storeSmall(made, count, cwd);
    madeAt = now();
  });
  if (madeAt > 0) await sleep(Math.max(0, madeAt + OLD_MS - now()));
  dropIndex(home);
  writeConfig(home, model.baseUrl);
  const figures: Figures = {};
  const name = (what: string) => `list of ${count}, ${what} (ms)`;
  const never = context.open(home);
  try {
    figures[`initialize, ${count} never indexed (ms)`] = await never.initialize();
    figures[name('never indexed, first page')] = await page(never);
    await untilIndexed(never, count, cwd);
  } finally {
    await never.close();
  }
  await context.withServer(home, async (client) => {
    figures[name('indexed, first page after a start')] = await page(client);
    figures[name('warm, by creation')] = await warmPage(client, { sortKey: 'created_at' });
    figures[name('warm, by last change')] = await warmPage(client, { sortKey: 'updated_at' });
    figures[name('warm, index alone')] = await warmPage(client, { useStateDbOnly: true });
    figures[name('search that finds one')] = await warmPage(client, { searchTerm: `thread ${count >> 1}` }, 1);
  });
  return figures;
}

import type { BenchContext, Figures } from '../bench-context.ts';
import type { Client } from '../client.ts';
import { now, sleep, timed } from '../clock.ts';
import { dropIndex, storeThreads, writeConfig } from '../home.ts';
import { startThread } from '../turn.ts';

const PAGE = 50;
const PATIENCE_MS = 30_000; // for an index to be whole

async function page(client: Client, params: object): Promise<{ ms: number; rows: number }> {
  const { ms, value } = await timed(() =>
    client.request<{ data: unknown[] }>('thread/list', { limit: PAGE, ...params }),
  );
  return { ms, rows: value.data.length };
}

async function fullPage(client: Client, params: object = {}): Promise<number> {
  const { ms, rows } = await page(client, params);
  if (rows !== PAGE) throw new Error(`thread/list gave ${rows} rows instead of ${PAGE}`);
  return ms;
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
    if (tries === 5) await startThread(client, cwd); // some servers index only then
    await sleep(300);
  }
  throw new Error(`the index is not whole after ${PATIENCE_MS / 1000} s`);
}

/** The first page of many stored threads: by a process that finds no index, then by the next, which finds one. */
export async function list(context: BenchContext): Promise<Figures> {
  const { sizes, cwd, model } = context;
  const count = sizes.storedThreads;
  const home = context.keptHome(`stored-${count}`, (made) => storeThreads(made, count, cwd));
  dropIndex(home);
  writeConfig(home, model.baseUrl);
  const figures: Figures = {};
  const name = (what: string) => `thread/list of ${count}, ${what} (ms)`;
  await context.withServer(home, async (client) => {
    figures[name('no index, first')] = await fullPage(client);
    figures[name('no index, second')] = await fullPage(client);
    await untilIndexed(client, count, cwd);
  });
  await context.withServer(home, async (client) => {
    figures[name('index, first')] = await fullPage(client);
    figures[name('index, second')] = await fullPage(client);
    figures[name('index alone')] = await fullPage(client, { useStateDbOnly: true });
  });
  return figures;
}

import type { BenchContext, Figures } from '../bench-context.ts';
import type { Client } from '../client.ts';
import { sleep, timed } from '../clock.ts';
import { dropIndex, storeThreads, writeConfig } from '../home.ts';
import { startThread } from '../turn.ts';

const PAGE = 50;
const PATIENCE = 300; // tenths of a second for an index to be whole

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
    // The process ends once its index has a page: one that is closed sooner may leave none.
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      if ((await page(client, { useStateDbOnly: true })).rows === PAGE) return;
      if (tries === 20) await startThread(client, cwd); // some servers index only then
      await sleep(100);
    }
    throw new Error(`no index after ${PATIENCE / 10} s`);
  });
  await context.withServer(home, async (client) => {
    figures[name('index, first')] = await fullPage(client);
    figures[name('index, second')] = await fullPage(client);
    figures[name('index alone')] = await fullPage(client, { useStateDbOnly: true });
  });
  return figures;
}

import { randomBytes } from 'node:crypto';
import type { BenchContext, Figures } from '../bench-context.ts';
import type { Client } from '../client.ts';
import { storedBytes } from '../home.ts';
import { answerOf } from '../model-stream.ts';
import { pngOf } from '../png.ts';
import { settings, startThread, turn } from '../turn.ts';

const IMAGES = 6;
const COMPACTIONS = 10;
const FORKS = 5;
const DELTAS = 50;

async function compact(client: Client, threadId: string): Promise<void> {
  const done = client.next('turn/completed', ({ params }) => params.threadId === threadId);
  await client.request('thread/compact/start', { threadId });
  const { status, error } = (await done).params.turn ?? {};
  if (status !== 'completed') throw new Error(`the compaction is ${status}: ${error?.message ?? 'no message'}`);
}

/** What a home takes for a thread with images that is compacted and forked, by what it was given. */
export async function disk(context: BenchContext): Promise<Figures> {
  const { sizes, cwd } = context;
  const home = context.freshHome();
  const given = new Set<string>();
  let images = 0;
  const say = async (client: Client, threadId: string, about: string, image?: Buffer) => {
    given.add(about);
    images += image?.length ?? 0;
    const url = image && `data:image/png;base64,${image.toString('base64')}`;
    await turn(client, threadId, { deltas: DELTAS }, { about, images: url === undefined ? [] : [url] });
  };
  // What a server puts into a new home by itself is no thread.
  await context.withServer(home, (client) => startThread(client, cwd));
  const before = storedBytes(home);
  await context.withServer(home, async (client) => {
    const thread = await startThread(client, cwd);
    for (let number = 0; number < IMAGES; number += 1)
      await say(client, thread, `what is in picture ${number}?`, pngOf(randomBytes(sizes.imageBytes)));
    for (let number = 0; number < COMPACTIONS; number += 1) {
      await compact(client, thread);
      await say(client, thread, `and after compaction ${number}?`);
      if (number % (COMPACTIONS / FORKS) > 0) continue;
      const params = { threadId: thread, ...settings(cwd) };
      const fork = await client.request<{ thread: { id: string } }>('thread/fork', params);
      await say(client, fork.thread.id, `what of fork ${number}?`);
    }
  });
  const after = storedBytes(home);
  const text = [...given].reduce((sum, one) => sum + Buffer.byteLength(one), 0) + answerOf(DELTAS).length;
  const name = (what: string) => `${IMAGES} images of ${sizes.imageBytes / 1000} KB, ${what}`;
  return {
    [name('given (KiB)')]: (images + text) / 1024,
    [name('on disk by what was given')]: (after.threads - before.threads) / (images + text),
    [name('databases (KiB)')]: (after.databases - before.databases) / 1024,
  };
}

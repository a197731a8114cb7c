import { setTimeout as pause } from 'node:timers/promises';
import type { SessionMeta } from '@tenon/protocol';
import { expect } from 'vitest';
import { seededRandom } from '../random.ts';
import { openBench, type ThreadStoreFaults } from './faults.ts';
import { floodLine } from './flood.ts';
import { FLOOD_APPEND, forkId } from './operations.ts';
import { newMeta, turn } from './rollout-lines.ts';
import { type StoreProcess, StoreRefusal } from './store-process.ts';

/** How many lines of a thread are there: all of them whole, in order, each once. -1 when there is no thread. */
async function countLines(reader: StoreProcess, id: string, hint: string): Promise<number> {
  const numbers = await reader.call('floodNumbers', id).catch((error: unknown) => {
    if (error instanceof StoreRefusal && ['thread_not_found', 'thread_unreadable'].includes(error.code ?? '')) return;
    throw error;
  });
  if (!numbers) return -1;
  expect(numbers, hint).toEqual(numbers.map((_, at) => at));
  return numbers.length;
}

/**
 * Processes that append as fast as they can are killed at any moment: new threads, and threads that go on after a kill. What they
 * announced is there after, in order, each line once.
 */
export async function checkKills(faults: ThreadStoreFaults, seed: number): Promise<number> {
  const { kills = 20 } = faults;
  await using bench = openBench(faults);
  const random = seededRandom(seed);
  const reader = bench.start();
  const threads = new Map<string, number>();
  let meta = newMeta();
  let total = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const hint = `kill ${kill}, seed ${seed}`;
    if (random(3) === 0) meta = newMeta();
    const from = threads.get(meta.id) ?? 0;
    const writer = bench.start();
    const flood = writer.call('flood', { meta, from, seed: random(1e9) });
    // Some die before they have said anything; some in their first append, some later.
    const enough = random(5) === 0 ? 0 : from + 1 + random(120);
    await Promise.race([enough === 0 ? pause(random(400)) : writer.announcedAtLeast(enough), flood]);
    await Promise.race([pause(random(12)), flood]);
    flood.catch(() => {});
    await writer.kill();
    const told = Math.max(from, writer.announced);
    total += told - from;
    const there = await countLines(reader, meta.id, hint);
    if (there >= 0 || told > 0) {
      expect(there, hint).toBeGreaterThanOrEqual(told);
      expect(there, hint).toBeLessThanOrEqual(told + FLOOD_APPEND);
    }
    if (there > 0) threads.set(meta.id, there);
    else meta = newMeta();
  }
  expect(total, 'appended lines that were announced').toBeGreaterThan(kills);
  for (const [id, count] of threads) {
    await reader.call('open', id);
    await reader.call('append', id, [floodLine(count, 100)]);
    await reader.call('closeLog', id);
    expect(await countLines(reader, id, `${id}, seed ${seed}`)).toBe(count + 1);
  }
  return total;
}

async function writeThread(store: StoreProcess): Promise<SessionMeta> {
  const meta = newMeta();
  await store.call('create', meta);
  await store.call('append', meta.id, turn('1', 'hello'));
  await store.call('closeLog', meta.id);
  return meta;
}

/** A process that archives and unarchives is killed at any moment: the thread is whole, and in one of the two lists. */
export async function checkKilledMoves(faults: ThreadStoreFaults, seed: number): Promise<void> {
  await using bench = openBench(faults);
  const random = seededRandom(seed);
  const reader = bench.start();
  const meta = await writeThread(reader);
  for (let kill = 0; kill < Math.ceil((faults.kills ?? 20) / 2); kill += 1) {
    const mover = bench.start();
    const moving = mover.call('move', meta.id);
    await Promise.race([mover.announcedAtLeast(1 + random(20)), moving]);
    await Promise.race([pause(random(8)), moving]);
    moving.catch(() => {});
    await mover.kill();
    const lists = await Promise.all([reader.call('list', false), reader.call('list', true)]);
    expect(
      lists.flat().map((thread) => thread.id),
      `kill ${kill}, seed ${seed}`,
    ).toEqual([meta.id]);
    expect((await reader.call('read', meta.id)).slice(1)).toEqual(turn('1', 'hello'));
  }
}

/** A process that forks a thread is killed at any moment: forks that were announced are listed and whole, and so is their parent. */
export async function checkKilledForks(faults: ThreadStoreFaults, seed: number): Promise<void> {
  await using bench = openBench(faults);
  const random = seededRandom(seed);
  const reader = bench.start();
  const { id } = await writeThread(reader);
  const lines = [0, 1, 2].map((number) => floodLine(number, 15_000));
  await reader.call('open', id);
  await reader.call('append', id, lines);
  await reader.call('closeLog', id);
  let from = 1;
  for (let kill = 0; kill < Math.ceil((faults.kills ?? 20) / 4); kill += 1) {
    const hint = `kill ${kill}, seed ${seed}`;
    const forker = bench.start();
    const forking = forker.call('forks', id, from);
    await Promise.race([forker.announcedAtLeast(from + random(8)), forking]);
    await Promise.race([pause(random(8)), forking]);
    forking.catch(() => {});
    await forker.kill();
    const listed = new Set((await reader.call('list', false)).map((thread) => thread.id));
    for (; from <= forker.announced || listed.has(forkId(from)); from += 1) {
      expect(listed, hint).toContain(forkId(from));
      expect((await reader.call('read', forkId(from))).slice(2), hint).toEqual([...turn('1', 'hello'), ...lines]);
    }
  }
  expect((await reader.call('read', id)).slice(1)).toEqual([...turn('1', 'hello'), ...lines]);
}

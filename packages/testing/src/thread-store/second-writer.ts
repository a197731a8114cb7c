import { expect } from 'vitest';
import { openBench, type ThreadStoreFaults } from './faults.ts';
import { expectRefusal } from './refusal.ts';
import { newMeta, turn } from './rollout-lines.ts';
import type { StoreProcess } from './store-process.ts';

const RACERS = 3;
const ROUNDS = 8;

/**
 * Processes that want to write one thread at the same time: one of them may, the others are refused with `thread_locked`. When it closes
 * the thread, or is killed, one of the others may. No line of any of them is lost.
 */
export async function checkSecondWriter(faults: ThreadStoreFaults): Promise<void> {
  await using bench = openBench(faults);
  const meta = newMeta();
  const { id } = meta;
  const expected = turn('0', 'begin');
  const first = bench.start();
  await first.call('create', meta);
  await first.call('append', id, expected);
  const racers = new Set(Array.from({ length: RACERS }, () => bench.start()));
  for (const racer of racers) await expectRefusal(racer.call('open', id), 'thread_locked');
  await first.kill();

  for (let round = 1; round <= ROUNDS; round += 1) {
    const winner = await race(racers, id);
    const lines = turn(String(round), `round ${round}`);
    await winner.call('append', id, lines);
    expected.push(...lines);
    for (const racer of racers) {
      if (racer !== winner) await expectRefusal(racer.call('open', id), 'thread_locked');
      expect((await racer.call('read', id)).slice(1), `round ${round}`).toEqual(expected);
    }
    if (round % 2 === 0) await winner.call('closeLog', id);
    else {
      await winner.kill();
      racers.delete(winner);
      const next = bench.start();
      // It is up before the race.
      await next.call('list', false);
      racers.add(next);
    }
  }
}

/** All at once; the one that got the thread. */
async function race(racers: ReadonlySet<StoreProcess>, id: string): Promise<StoreProcess> {
  const tries = [...racers].map((racer) => ({ racer, opening: racer.call('open', id) }));
  const outcomes = await Promise.allSettled(tries.map(({ opening }) => opening));
  const [winner, ...more] = tries.filter((_, at) => outcomes[at]?.status === 'fulfilled');
  for (const each of tries)
    if (each !== winner && !more.includes(each)) await expectRefusal(each.opening, 'thread_locked');
  expect(more, 'processes that have the thread besides the one that may').toHaveLength(0);
  if (!winner) throw new Error('no process got the thread, though nobody had it');
  return winner.racer;
}

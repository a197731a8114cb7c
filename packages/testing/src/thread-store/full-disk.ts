import { expect } from 'vitest';
import { openBench, type ThreadStoreFaults } from './faults.ts';
import { type Mounts, smallDisk, smallFiles } from './file-systems.ts';
import { floodLine, noise } from './flood.ts';
import { expectRefusal } from './refusal.ts';
import { event, newMeta, turn } from './rollout-lines.ts';
import type { StoreProcess } from './store-process.ts';

const REFUSED = ['thread_store_full', 'thread_store_failed'];
const MIB = 1024 * 1024;
const large = (size: number) => [...turn('large', 'large'), event({ type: 'agent_message', message: noise(7, size) })];

async function write(store: StoreProcess, text: string): Promise<string> {
  const meta = newMeta();
  await store.call('create', meta);
  await store.call('append', meta.id, turn('1', text));
  return meta.id;
}
const linesOf = async (store: StoreProcess, id: string) => (await store.call('read', id)).slice(1);

/**
 * A disk without space: what does not fit is refused with `thread_store_full` and leaves nothing of itself, what was written can be
 * read, and when there is space again the same logs go on.
 */
export async function checkFullDisk(faults: ThreadStoreFaults, mounts: Mounts): Promise<void> {
  await using bench = openBench(faults);
  const store = bench.start(smallDisk(mounts, bench.folder));
  const id = await write(store, 'hello');
  const expected = turn('1', 'hello');
  await store.call('fillDisk');

  await expectRefusal(store.call('append', id, large(MIB)), 'thread_store_full');
  const late = newMeta();
  await store.call('create', late);
  await expectRefusal(store.call('append', late.id, large(MIB)), 'thread_store_full');
  expect(await linesOf(store, id)).toEqual(expected);
  expect((await store.call('list', false)).map((thread) => thread.id)).toEqual([id]);
  await expectRefusal(store.call('read', late.id), 'thread_not_found');

  await store.call('freeDisk');
  for (const [of, lines] of [
    [id, turn('2', 'on')],
    [id, large(1000)],
    [late.id, turn('1', 'late')],
  ] as const) {
    await store.call('append', of, lines);
    if (of === id) expected.push(...lines);
  }
  await store.call('close');
  expect((await store.call('open', id)).repair).toBeNull();
  expect(await linesOf(store, id)).toEqual(expected);
  expect(await linesOf(store, late.id)).toEqual(turn('1', 'late'));
  expect(new Set((await store.call('list', false)).map((thread) => thread.id))).toEqual(new Set([id, late.id]));
  await store.end();
}

/** A disk that fills while lines are appended: what was acknowledged before the first refusal is there, and nothing else. */
export async function checkFillingDisk(faults: ThreadStoreFaults, mounts: Mounts): Promise<void> {
  await using bench = openBench(faults);
  const store = bench.start(smallDisk(mounts, bench.folder));
  const meta = newMeta();
  await store.call('create', meta);
  let count = 0;
  const fill = async (size: number) => {
    for (;;) {
      await store.call('append', meta.id, [floodLine(count, size), floodLine(count + 1, size)]);
      count += 2;
    }
  };
  // Ever smaller, until not even the smallest fits.
  for (const size of [300_000, 9000, 500, 10]) await expectRefusal(fill(size), 'thread_store_full');
  expect(count).toBeGreaterThan(20);
  await store.call('close');
  expect(await store.call('floodNumbers', meta.id)).toEqual(Array.from({ length: count }, (_, at) => at));
  await store.end();
}

/** A fork for which there is no space is refused whole; its parent and the other threads are as they were. */
export async function checkForkWithoutSpace(faults: ThreadStoreFaults, mounts: Mounts): Promise<void> {
  await using bench = openBench(faults);
  const store = bench.start(smallDisk(mounts, bench.folder));
  const id = await write(store, 'hello');
  await store.call('fillDisk');
  const meta = newMeta();
  await expectRefusal(store.call('fork', id, meta), 'thread_store_full');
  await expectRefusal(store.call('read', meta.id), 'thread_not_found');
  expect((await store.call('list', false)).map((thread) => thread.id)).toEqual([id]);
  await store.call('freeDisk');
  const again = newMeta();
  await store.call('fork', id, again);
  expect((await linesOf(store, again.id)).slice(1)).toEqual(turn('1', 'hello'));
  expect(await linesOf(store, id)).toEqual(turn('1', 'hello'));
  await store.end();
}

/**
 * Files that may not grow past a limit: of an append that does not fit, nothing stays, though a part of it was written. Some engines tell
 * this from a full disk, so it may be `thread_store_failed` too.
 */
export async function checkFileLimit(faults: ThreadStoreFaults): Promise<void> {
  await using bench = openBench(faults);
  const store = bench.start(smallFiles);
  const id = await write(store, 'hello');
  const expected = turn('1', 'hello');
  for (let round = 2; round <= 4; round += 1) {
    await expectRefusal(store.call('append', id, large(5 * MIB)), ...REFUSED);
    await store.call('append', id, turn(String(round), 'on'));
    expected.push(...turn(String(round), 'on'));
    expect(await linesOf(store, id)).toEqual(expected);
  }
  const meta = newMeta();
  await store.call('create', meta);
  await expectRefusal(store.call('append', meta.id, large(5 * MIB)), ...REFUSED);
  await expectRefusal(store.call('read', meta.id), 'thread_not_found');
  await store.call('append', meta.id, turn('1', 'small'));
  await store.end();
  const after = bench.start();
  expect((await after.call('open', id)).repair).toBeNull();
  expect(await linesOf(after, id)).toEqual(expected);
  expect(await linesOf(after, meta.id)).toEqual(turn('1', 'small'));
  await after.end();
}

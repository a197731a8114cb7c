import { expect } from 'vitest';
import { openBench, type ThreadStoreFaults } from './faults.ts';
import { type Mounts, readOnly } from './file-systems.ts';
import { expectRefusal } from './refusal.ts';
import { newMeta, turn } from './rollout-lines.ts';

/** Files that nobody may change: threads are listed and read, and whatever would write is refused with `thread_store_failed`. */
export async function checkReadOnly(faults: ThreadStoreFaults, mounts: Mounts): Promise<void> {
  await using bench = openBench(faults);
  const writer = bench.start();
  const ids: string[] = [];
  for (const text of ['one', 'two']) {
    const meta = newMeta();
    ids.push(meta.id);
    await writer.call('create', meta);
    await writer.call('append', meta.id, turn('1', text));
    await writer.call('closeLog', meta.id);
  }
  await writer.end();
  const [id = ''] = ids;

  const store = bench.start(readOnly(mounts, bench.folder));
  const check = async () => {
    expect(new Set((await store.call('list', false)).map((thread) => thread.id))).toEqual(new Set(ids));
    expect((await store.call('read', id)).slice(1)).toEqual(turn('1', 'one'));
    await expectRefusal(store.call('read', 'nobody has this id'), 'thread_not_found');
  };
  await check();
  const goOn = async () => {
    await store.call('open', id);
    await store.call('append', id, turn('2', 'on'));
  };
  const begin = async () => {
    const meta = newMeta();
    await store.call('create', meta);
    await store.call('append', meta.id, turn('1', 'new'));
  };
  await expectRefusal(goOn(), 'thread_store_failed');
  await expectRefusal(begin(), 'thread_store_failed');
  await expectRefusal(store.call('fork', id, newMeta()), 'thread_store_failed');
  await expectRefusal(store.call('archive', id), 'thread_store_failed');
  await check();
  await store.end();
}

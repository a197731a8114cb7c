import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { collectLines } from '@tenon/thread-store';
import { expect, test } from 'vitest';
import {
  indexed,
  meta,
  named,
  newHome,
  newStore,
  query,
  said,
  smallest,
  thrown,
  user,
  writeRollout,
} from '../test/home.ts';

const ID = '019a0000-0000-7000-8000-000000000001';
const id = (at: number) => `019a0000-0000-7000-8000-00000000010${at}`;
const long = Array.from({ length: 100 }, (_, at) => user(`${at} ${'word '.repeat(400)}`));

async function forked() {
  const home = newHome();
  const parent = writeRollout(home, { id: ID, lines: [...smallest(ID, 'asked'), ...long, named('Its name')] });
  const store = newStore(home);
  const whole = await collectLines((await store.read({ id: ID })).lines);
  const forks = [ID];
  for (let at = 1; at <= 3; at += 1) {
    const { log, lines } = await store.fork({ id: forks.at(-1) ?? '' }, meta(id(at), { forked_from_id: forks.at(-1) }));
    expect((await collectLines(lines)).slice(at)).toEqual([
      ...whole,
      ...[1, 2].slice(0, at - 1).map((n) => said(`in ${n}`)),
    ]);
    await log.append([said(`in ${at}`)]);
    await log.close();
    forks.push(id(at));
  }
  return { home, parent, store, whole, path: (await store.read({ id: id(3) })).summary.path ?? '' };
}

test('a fork of a long thread holds little, and all its lines, whatever becomes of its parents', async () => {
  const { home, parent, store, whole, path } = await forked();
  expect(statSync(path).size).toBeLessThan(2000);
  const expected = [...whole, said('in 1'), said('in 2'), said('in 3')];
  const check = async () => {
    const { lines, summary } = await newStore(home).read({ id: id(3) });
    expect((await collectLines(lines)).slice(3)).toEqual(expected);
    const backward = [];
    for await (const batch of lines.backward()) backward.push(...batch);
    expect(backward.reverse().slice(3)).toEqual(expected);
    expect(summary).toMatchObject({ preview: 'asked', name: 'Its name', forkedFromId: id(2) });
  };
  await check();
  await store.archive(ID);
  await check();
  rmSync(join(home, 'archived_sessions'), { recursive: true });
  expect(() => readFileSync(parent)).toThrow();
  await check();
});

test('lists show it as its parent, without and with an index', async () => {
  const { home } = await forked();
  const store = newStore(home);
  for (let round = 0; round < 2; round += 1) {
    const { data } = await store.list(query());
    expect(data.map(({ preview, name }) => [preview, name])).toEqual(
      Array.from({ length: 4 }, () => ['asked', 'Its name']),
    );
    await indexed(store);
  }
});

test('a reader that knows only rollouts finds a thread: a meta line, a type it passes over, the first message, its own lines', async () => {
  const { path } = await forked();
  const lines = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; payload: { type?: string } });
  expect(lines.map(({ type, payload }) => payload.type ?? type)).toEqual([
    'session_meta',
    'shared_lines',
    'user_message',
    'thread_name_updated',
    'user_message',
  ]);
});

test('without the shared lines the fork says which file is missing', async () => {
  const { home, store } = await forked();
  const [file = ''] = readdirSync(join(home, 'shared_lines'));
  rmSync(join(home, 'shared_lines', file));
  const error = await thrown(() => store.read({ id: id(3) }));
  expect(error.code).toBe('thread_unreadable');
  expect(error.message).toContain(join(home, 'shared_lines'));
});

import { readFileSync } from 'node:fs';
import { collectLines, modelHistory, threadTurns } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import {
  event,
  indexed,
  lineText,
  newHome,
  newStore,
  query,
  said,
  smallest,
  TIME,
  thrown,
  user,
  writeRollout,
} from '../test/home.ts';

const ID = '019a0000-0000-7000-8000-000000000001';
const OTHER = '019a0000-0000-7000-8000-000000000002';

/** Each is listed twice: without an index and with one. */
async function listed(home: string) {
  const store = newStore(home);
  const walked = await store.list(query());
  await indexed(store);
  const page = await store.list(query());
  expect(page).toEqual(walked);
  return page.data;
}

const load = async (lines: readonly unknown[]) => {
  const home = newHome();
  writeRollout(home, { id: ID, lines });
  const thread = await newStore(home).read({ id: ID });
  const all = await collectLines(thread.lines);
  return {
    ...thread,
    history: modelHistory(all),
    turns: threadTurns(all),
    listed: await listed(home),
  };
};

describe('rollouts that other programs wrote', () => {
  test('the smallest one is listed and read', async () => {
    const { history, turns, listed } = await load(smallest(ID));
    expect(history).toHaveLength(1);
    expect(turns.map((turn) => [turn.id, turn.items.length])).toEqual([['rollout-2', 2]]);
    expect(listed).toMatchObject([
      { id: ID, preview: 'q', createdAt: Date.parse(TIME), modelProvider: 'p', source: 'cli' },
    ]);
  });

  test('without event lines: the model sees it, lists do not', async () => {
    const { history, turns, listed } = await load(smallest(ID).slice(0, 2));
    expect([history.length, turns.length, listed.length]).toEqual([1, 0, 0]);
  });

  test('unknown types, lines that are no JSON and further keys are passed over', async () => {
    const [first, ...rest] = smallest(ID, 'q', { later: { key: 1 } });
    const odd = ['no json\n', '\n', { timestamp: TIME, type: 'later', payload: {} }, event({ type: 'later' } as never)];
    const { history, turns, listed } = await load([first, ...odd, ...rest]);
    expect([history.length, turns.length, listed.length]).toEqual([1, 1, 1]);
  });

  test('a source or provider that is missing', async () => {
    const { listed } = await load(smallest(ID, 'q', { source: undefined, model_provider: undefined }));
    expect(listed).toMatchObject([{ source: 'vscode', modelProvider: '' }]);
  });

  test('without a session_meta: not listed, and reading says what is missing', async () => {
    const home = newHome();
    const path = writeRollout(home, { id: ID, lines: smallest(ID).slice(1) });
    expect(await listed(home)).toEqual([]);
    const error = await thrown(() => newStore(home).open({ id: ID }));
    expect(error).toMatchObject({ code: 'thread_unreadable', file: path });
    expect(error.message).toContain('session_meta');
  });

  test('a file with another name is no thread', async () => {
    const home = newHome();
    writeRollout(home, { id: ID, lines: smallest(ID) });
    writeRollout(home, { id: OTHER, stamp: 'notes', folder: 'sessions/2026/04/30', lines: smallest(OTHER) });
    expect((await listed(home)).map((thread) => thread.id)).toEqual([ID]);
  });

  test('a folder that does not match the date in the name is fine', async () => {
    const home = newHome();
    writeRollout(home, { id: ID, folder: 'sessions/2020/01/01', lines: smallest(ID) });
    expect(await listed(home)).toHaveLength(1);
    expect((await newStore(home).read({ id: ID })).summary.id).toBe(ID);
  });

  test('an id that differs from that in the name: found by both, and it is the one in the file', async () => {
    const home = newHome();
    const path = writeRollout(home, { id: ID, lines: smallest(OTHER) });
    const store = newStore(home);
    for (const id of [ID, OTHER]) {
      const opened = await store.open({ id });
      expect([opened.log.threadId, opened.summary.id, opened.log.path]).toEqual([OTHER, OTHER, path]);
      await opened.log.close();
    }
    expect((await listed(home)).map((thread) => thread.id)).toEqual([OTHER]);
  });

  test('a fork: the first meta line counts', async () => {
    const lines = [...smallest(ID, 'own', { forked_from_id: OTHER }).slice(0, 1), ...smallest(OTHER, 'parent')];
    const { listed, summary } = await load(lines);
    expect(listed).toMatchObject([{ id: ID, preview: 'parent', forkedFromId: null }]);
    expect(summary.forkedFromId).toBe(OTHER);
  });

  test('an archived one is in the archived list alone, and can be opened', async () => {
    const home = newHome();
    writeRollout(home, { id: ID, folder: 'archived_sessions', lines: smallest(ID) });
    expect(await listed(home)).toEqual([]);
    const store = newStore(home);
    expect((await store.list(query({ archived: true }))).data).toMatchObject([{ id: ID, archived: true }]);
    const { log, summary } = await store.open({ id: ID });
    expect(summary.archived).toBe(true);
    await log.append([said('more')]);
    expect(readFileSync(log.path ?? '', 'utf8')).toContain('more');
  });

  test('a last line without a newline is kept, and the next one begins on its own', async () => {
    const home = newHome();
    const text = smallest(ID).map(lineText).join('').trimEnd();
    const path = writeRollout(home, { id: ID, lines: [text] });
    const store = newStore(home);
    const { log, repair, lines } = await store.open({ id: ID });
    expect([repair, (await collectLines(lines)).length]).toEqual([undefined, 4]);
    await log.append([user('next')]);
    await log.append([user('last')]);
    expect(readFileSync(path, 'utf8')).toBe(`${text}\n${lineText(user('next'))}${lineText(user('last'))}`);
  });

  test('a torn last line is left by who reads, cut off by who writes, and told with its file', async () => {
    const whole = smallest(ID).map(lineText).join('');
    const torn = lineText(said('ünfinished')).slice(0, -9);
    const home = newHome();
    const path = writeRollout(home, { id: ID, lines: [whole, torn] });
    const store = newStore(home);
    expect(await collectLines((await store.read({ id: ID })).lines)).toHaveLength(4);
    expect(readFileSync(path, 'utf8')).toBe(whole + torn);
    const { log, repair } = await store.open({ id: ID });
    expect(repair?.bytes).toBe(Buffer.byteLength(torn));
    expect(repair?.message).toContain(path);
    expect(store.logger.told.some((line) => line.startsWith('warn a torn last line'))).toBe(true);
    await log.append([said('next')]);
    expect(readFileSync(path, 'utf8')).toBe(whole + lineText(said('next')));
  });
});

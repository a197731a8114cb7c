import { readFileSync } from 'node:fs';
import type { ThreadStore } from '@tenon/plugin-api/thread-store';
import { collectLines, encodeLine } from '@tenon/thread-store';
import { expect, test } from 'vitest';
import { lineText, meta, newHome, newStore, said, smallest, user, writeRollout } from '../test/home.ts';

const ID = '019a0000-0000-7000-8000-000000000001';
const FORK = '019a0000-0000-7000-8000-000000000002';
const unknown = (number: number) =>
  `{"timestamp":"t","type":"future_line","payload":{"exact":1234567890123456789${number}}}\n`;

async function raw(store: ThreadStore, id: string): Promise<string> {
  const { lines } = await store.read({ id });
  const pieces: Uint8Array[] = [];
  for await (const piece of lines.raw?.() ?? expect.fail('no raw lines')) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('a file of another program is given as it stands, with lines and numbers that nobody here knows', async () => {
  const home = newHome();
  const lines = [
    ...smallest(ID),
    unknown(1),
    '\n',
    'no JSON\n',
    user(`a "blobs": b ${'x'.repeat(2_000_000)}`),
    unknown(2),
  ];
  const path = writeRollout(home, { id: ID, lines });
  expect((await raw(newStore(home), ID)) === readFileSync(path, 'utf8')).toBe(true);
});

test('a last line without its newline gets one; a torn one is left out', async () => {
  const home = newHome();
  writeRollout(home, { id: ID, lines: [...smallest(ID), unknown(1).trim()] });
  const whole = [...smallest(ID).map(lineText), unknown(1)].join('');
  expect(await raw(newStore(home), ID)).toBe(whole);
  const torn = newHome();
  writeRollout(torn, { id: ID, lines: [...smallest(ID), unknown(1), '{"timestamp":"t'] });
  expect(await raw(newStore(torn), ID)).toBe(whole);
});

test('large content is put back, between lines that stand as they are', async () => {
  const home = newHome();
  writeRollout(home, { id: ID, lines: [...smallest(ID), unknown(1)] });
  const store = newStore(home);
  const { log } = await store.open({ id: ID });
  const large = [said('a'.repeat(100_000)), said('small'), said(`"blobs":${'b'.repeat(100_000)}`)];
  await log.append(large);
  await log.close();
  const { summary } = await store.read({ id: ID });
  expect(readFileSync(summary.path ?? '', 'utf8').length).toBeLessThan(20_000);
  const expected = [...smallest(ID).map(lineText), unknown(1), ...large.map(encodeLine)].join('');
  expect((await raw(store, ID)) === expected).toBe(true);
});

test('a fork that shares lines gives them too, and nothing of how they are shared', async () => {
  const home = newHome();
  const long = Array.from({ length: 100 }, (_, at) => user(`${at} ${'word '.repeat(400)}`));
  writeRollout(home, { id: ID, lines: [...smallest(ID), ...long, unknown(1)] });
  const store = newStore(home);
  const { log } = await store.fork({ id: ID }, meta(FORK, { forked_from_id: ID }));
  await log.append([said('in the fork')]);
  await log.close();
  const text = await raw(store, FORK);
  const known = (await collectLines((await store.read({ id: FORK })).lines)).map(encodeLine);
  expect(text.replace(unknown(1), '')).toBe(known.join(''));
  expect(text).toContain(unknown(1));
  expect(text).not.toContain('shared_lines');
});

import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RolloutLine } from '@tenon/protocol';
import { collectLines, encodeLine, parseLine } from '@tenon/thread-store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexed, meta, newHome, newStore, query, said, smallest, thrown, writeRollout } from '../test/home.ts';
import { silentLogger } from '../test/silent-logger.ts';
import { createBlobs } from './blobs.ts';
import { encodeStored, restoreContent } from './large-content.ts';
import { createLocalStore } from './store.ts';

const ID = '019a0000-0000-7000-8000-000000000001';
const picture = (seed: number) => {
  const bytes = Buffer.alloc(60_000, `picture ${seed}`);
  return `data:image/png;base64,${bytes.toString('base64')}`;
};
const asked = (url: string, text = 'look'): RolloutLine[] => [
  {
    timestamp: 't',
    type: 'response_item',
    payload: {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text },
        { type: 'input_image', image_url: url },
      ],
    },
  },
  { timestamp: 't', type: 'event_msg', payload: { type: 'user_message', message: text, images: [url] } },
];
const blobsOf = (home: string) =>
  readdirSync(join(home, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const pathOf = (store: ReturnType<typeof newStore>) => store.read({ id: ID }).then(({ summary }) => summary.path ?? '');

test('a line with any strings is read as it was given', () => {
  const blobs = createBlobs(newHome());
  const large = fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 30_000, max: 40_000 }));
  const text = fc.oneof(
    large.map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length))),
    // Half a surrogate pair, which no UTF-8 holds.
    fc.constant(`\ud800${'x'.repeat(40_000)}`),
    fc
      .uint8Array({ minLength: 0, maxLength: 50 })
      .map((bytes) => `data:;base64,${Buffer.from(bytes).toString('base64')}`),
    fc
      .integer({ min: 24_000, max: 30_000 })
      .map((size) => `data:a/b;base64,${Buffer.alloc(size, 7).toString('base64')}`),
    // Base64 that another program would write differently.
    fc.constant(`data:a/b;base64,${'AA=='.repeat(10_000)}`),
    fc.string(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.constant(null), tie('list'), tie('record')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    record: fc.dictionary(
      fc.constantFrom('text', 'output', 'images', 'image_url', 'arguments', '__proto__', '0'),
      tie('value'),
      {
        maxKeys: 3,
      },
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('output', 'content', 'arguments'), value), (fields) => {
      const line = {
        timestamp: 't',
        type: 'response_item',
        payload: { type: 'any', ...fields },
      } as unknown as RolloutLine;
      const read = parseLine(encodeStored(line, blobs).trimEnd()) as RolloutLine;
      expect(restoreContent(read, blobs)).toBeUndefined();
      expect(encodeLine(read)).toBe(encodeLine(line));
    }),
    { numRuns: 200 },
  );
});

test('what is large is on the disk once, however many lines and threads hold it', async () => {
  const home = newHome();
  const store = newStore(home);
  const lines = [...asked(picture(1)), ...asked(picture(2)), ...asked(picture(1)), said('long '.repeat(20_000))];
  const log = store.create(meta(ID));
  await log.append(lines);
  await log.close();
  const fork = await store.fork({ id: ID }, meta('fork', { forked_from_id: ID }));
  await fork.log.append(asked(picture(1)));
  await fork.log.close();
  expect(blobsOf(home).filter(({ parentPath }) => !parentPath.endsWith('incoming'))).toHaveLength(3);
  expect(readFileSync(await pathOf(store), 'utf8').length).toBeLessThan(10_000);

  expect((await collectLines((await store.read({ id: ID })).lines)).slice(1)).toEqual(lines);
  const { lines: forked } = await newStore(home).read({ id: 'fork' });
  expect((await collectLines(forked)).slice(2)).toEqual([...lines, ...asked(picture(1))]);
});

test('who knows no blobs finds a picture where one was, and the beginning of a text', async () => {
  const home = newHome();
  const log = newStore(home).create(meta(ID));
  await log.append(asked(picture(1), `Begin ${'word '.repeat(10_000)}`));
  const [, item, event] = readFileSync(log.path ?? '', 'utf8')
    .split('\n')
    .map((line) => (line ? JSON.parse(line) : line));
  expect(item.payload.content[1].image_url).toMatch(/^data:image\/png;base64,[\w+/]{80,}=*$/);
  expect(item.payload.content[0].text).toMatch(
    /^Begin (word )+[\s\S]{0,6}\n\[50006 bytes in all, kept as sha256 [0-9a-f]{64}\]$/,
  );
  expect(event.payload.message).toBe(item.payload.content[0].text);
  expect(Object.keys(item)).toEqual(['timestamp', 'type', 'payload', 'blobs']);
});

test('a large first message is searched and shown whole', async () => {
  const home = newHome();
  const store = newStore(home);
  const text = `${'word '.repeat(10_000)}needle`;
  const log = store.create(meta(ID));
  await log.append(asked(picture(1), text));
  await log.close();
  for (let round = 0; round < 2; round += 1) {
    expect((await store.list(query())).data.map(({ preview }) => preview)).toEqual([text]);
    await indexed(store);
  }
  expect((await store.list(query({ searchTerm: 'needle', searchIn: 'text' }))).data).toHaveLength(1);
});

test('a blob that is gone or damaged leaves the thread readable, and is told', async () => {
  const home = newHome();
  const told: unknown[] = [];
  const logger = { ...silentLogger(), warn: (_: string, fields?: object) => void told.push(fields) };
  const store = createLocalStore({ home, logger });
  const log = store.create(meta(ID));
  await log.append([...asked(picture(1)), said('after')]);
  await log.close();
  const [blob] = blobsOf(home);
  const path = join(blob?.parentPath ?? '', blob?.name ?? '');
  const content = readFileSync(path);
  for (const damage of [() => writeFileSync(path, 'other'), () => rmSync(path)]) {
    damage();
    told.length = 0;
    const { lines } = await createLocalStore({ home, logger }).read({ id: ID });
    const read = await collectLines(lines);
    expect(read).toContainEqual(said('after'));
    expect(JSON.stringify(read)).toContain('"image_url":"data:image/png;base64,iVBOR');
    expect(JSON.stringify(told)).toContain(path);
    // The next to write it mends it.
    const again = createLocalStore({ home, logger });
    const { log: mended } = await again.open({ id: ID });
    await mended.append(asked(picture(1)));
    await mended.close();
    expect(readFileSync(path)).toEqual(content);
  }
});

test('a line of a stranger cannot make it read other files', async () => {
  const home = newHome();
  writeFileSync(join(home, 'secret'), 'secret');
  const bad = [
    'x',
    [null],
    [{ at: [], sha256: 'a'.repeat(64) }],
    [{ at: ['message'], sha256: '../../secret' }],
    [{ at: ['message'], sha256: 'a'.repeat(64) }],
    [{ at: ['__proto__', 'x'], sha256: 'a'.repeat(64) }],
    [{ at: ['nothing', 0], sha256: 'a'.repeat(64) }],
    [{ at: { slice: 1 }, sha256: 'a'.repeat(64) }],
  ];
  const lines = bad.map((blobs) => Object.assign({ blobs }, said('kept')));
  writeRollout(home, { id: ID, lines: [...smallest(ID), ...lines] });
  const read = await collectLines((await newStore(home).read({ id: ID })).lines);
  expect(read.slice(-bad.length).map(({ payload }) => payload)).toEqual(bad.map(() => said('kept').payload));
});

test('what a killed writer left half written is removed a day later', () => {
  const folder = newHome();
  const incoming = join(folder, 'incoming');
  mkdirSync(incoming);
  for (const name of ['old', 'new']) writeFileSync(join(incoming, name), 'half');
  utimesSync(join(incoming, 'old'), new Date(0), new Date(0));
  createBlobs(folder).put(Buffer.from('x'));
  expect(readdirSync(incoming)).toEqual(['new']);
});

test('where it cannot be written the line is not written either', async () => {
  const home = newHome();
  writeFileSync(join(home, 'blobs'), 'in the way');
  const log = newStore(home).create(meta(ID));
  expect(await thrown(() => log.append(asked(picture(1))))).toMatchObject({ code: 'thread_store_failed' });
  rmSync(join(home, 'blobs'));
  await log.append(asked(picture(1)));
  expect(await collectLines((await newStore(home).read({ id: ID })).lines)).toHaveLength(3);
});

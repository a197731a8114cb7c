import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectLines, parseLines } from '@tenon/thread-store';
import { expect, test } from 'vitest';
import { event, lineText, newHome, newStore, said, smallest, user, writeRollout } from '../test/home.ts';
import { createBlobs } from './blobs.ts';
import { fileLines, readEnd } from './file-lines.ts';

const ID = '019a0000-0000-7000-8000-000000000001';

test('whatever the lengths of lines, pieces of a file give what all of it gives, both ways', async () => {
  const path = join(newHome(), 'x.jsonl');
  // Lines shorter and longer than a piece, and pieces that end at a newline.
  const lengths = [
    1,
    70_000,
    10,
    64 * 1024,
    3,
    1024 * 1024,
    2_500_000,
    5,
    ...Array.from({ length: 300 }, (_, at) => at * 97),
  ];
  for (const [at, cut] of [0, 1, 1000, 65_400, 65_443, 65_444].entries()) {
    const lines = lengths.slice(at).map((length) => said('ä'.repeat(length)));
    writeFileSync(path, `\n${lineText(said('x'.repeat(cut)))}${lines.map(lineText).join('\n')}`);
    const whole = parseLines(readFileSync(path)).lines;
    const { end, torn } = readEnd(path);
    expect(torn).toBeUndefined();
    const stored = fileLines({ path, end, blobs: createBlobs(newHome()) });
    expect(await collectLines(stored)).toEqual(whole);
    const backward = [];
    for await (const batch of stored.backward()) backward.push(...batch);
    expect(backward.reverse()).toEqual(whole);
  }
});

test('lines that begin in another way than ours are told apart all the same', async () => {
  const path = join(newHome(), 'x.jsonl');
  const payload = { type: 'user_message', message: 'q' };
  writeFileSync(
    path,
    [
      JSON.stringify({ type: 'event_msg', payload, timestamp: 't' }),
      ` ${JSON.stringify({ timestamp: 't', type: 'event_msg', payload })}`,
      JSON.stringify({ timestamp: 't'.repeat(200), type: 'event_msg', payload }),
      JSON.stringify({ timestamp: 't', type: 'event_msg', payload: { message: 'q', type: 'user_message' } }),
      JSON.stringify({ timestamp: 't', type: 'event_msg', payload: { type: 'task_started', turn_id: 'user_message' } }),
      lineText(user('"user_message"')),
    ].join('\n'),
  );
  const { end } = readEnd(path);
  const found = await collectLines(fileLines({ path, end, blobs: createBlobs(newHome()) }), {
    types: ['event_msg'],
    events: ['user_message'],
  });
  expect(found.map((line) => line.payload)).toEqual([payload, payload, payload, payload]);
});

test('bytes that are no UTF-8, and lines that are no JSON, leave the rest readable and are told once', async () => {
  const home = newHome();
  const path = writeRollout(home, { id: ID, lines: smallest(ID) });
  const bad = Buffer.from(
    lineText(event({ type: 'agent_message', message: 'half \u0001' })).replace('\\u0001', '\u0001'),
    'latin1',
  );
  bad[bad.indexOf(1)] = 0xff;
  appendFileSync(path, bad);
  appendFileSync(
    path,
    `{"timestamp":"x","type":"event_msg","payload":{"type":"agent_message"\n${lineText(said('after'))}`,
  );
  const store = newStore(home);
  const { lines, log, summary } = await store.open({ id: ID });
  expect(summary.preview).toBe('q');
  const all = await collectLines(lines);
  expect(all.at(-2)?.payload).toMatchObject({ message: 'half \ufffd' });
  expect(all.at(-1)).toEqual(said('after'));
  await collectLines(lines);
  await log.append([said('on')]);
  expect(store.logger.told.filter((line) => line.startsWith('warn a line of a rollout'))).toHaveLength(1);
});

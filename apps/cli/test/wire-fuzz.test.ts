// Damaged lines on the standard input of the real program.
import { mutatedLines, owedFor } from '@tenon/testing/wire-fuzz';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { world } from './program.ts';

/** Beside the 15,000 over a channel, in the tests of the app-server. */
const lines = 5000;
const seed = Number(process.env.TENON_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

function count(ids: Map<string, number>, id: string): void {
  ids.set(id, (ids.get(id) ?? 0) + 1);
}

/** As a reader of lines cuts them: damage may put a newline into a line. */
function* cut(bytes: Buffer): Generator<Buffer> {
  let from = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    yield bytes.subarray(from, end);
    from = end + 1;
  }
  yield bytes.subarray(from);
}

test(`${lines} mutated lines on standard input: each is answered or reported (TENON_FUZZ_SEED=${seed})`, {
  timeout: 60_000,
}, async () => {
  process.stdout.write(`fuzz seed: ${seed}\n`);
  await using w = await world();
  const client = new Client(w.spawn(['app-server']));
  const answers = new Map<string, number>();
  client.onText = (text) => {
    const { id, method } = JSON.parse(text);
    if (method === undefined) count(answers, JSON.stringify(id));
  };
  await client.initialize();
  const owed = new Map<string, number>([['1', 1]]);
  let reports = 0;
  const next = mutatedLines(seed);
  for (let n = 0; n < lines; n += 1) {
    const bytes = next();
    for (const line of cut(bytes)) {
      const due = owedFor(line);
      if (due === 'report') reports += 1;
      else if (due !== 'nothing') count(owed, due.answer);
    }
    client.send(bytes);
    // In batches, lest most are refused because too many wait.
    if (n % 250 === 249) {
      const probe = `probe ${n}`;
      const { result } = await client.answer(probe, JSON.stringify({ id: probe, method: 'thread/loaded/list' }));
      expect(result).toMatchObject({ data: [] });
      count(owed, JSON.stringify(probe));
    }
  }
  // What was asked before the end of the input is answered before the program goes.
  expect(await client.close()).toBe(0);
  expect(answers).toEqual(owed);
  expect(client.stderr.match(/ was left (unanswered|aside)/g)).toHaveLength(reports);
  expect(client.stderr).not.toMatch(/TypeError|RangeError|ReferenceError|^\s+at /m);
});

import { mutatedLines, owedFor } from '@tenon/testing/wire-fuzz';
import { expect, test } from 'vitest';
import { acceptChannel } from '../src/index.ts';
import { appServer } from './server.ts';

/** 5,000 more go through a real process, in the tests of the program. */
const lines = 15_000;
const seed = Number(process.env.TENON_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`${lines} mutated lines: each is answered or reported by kind (TENON_FUZZ_SEED=${seed})`, {
  timeout: 60_000,
}, async () => {
  process.stdout.write(`fuzz seed: ${seed}\n`);
  const next = mutatedLines(seed);
  await using host = await appServer();
  const answers = new Map<string, number>();
  const owed = new Map<string, number>();
  const count = (ids: Map<string, number>, id: string) => ids.set(id, (ids.get(id) ?? 0) + 1);
  const receiver = acceptChannel(host.server, {
    send: (text) => {
      const { id, method } = JSON.parse(text) as { id?: unknown; method?: string };
      if (method === undefined) count(answers, JSON.stringify(id));
    },
    close: () => {},
    buffered: 0,
  });
  receiver.receive(
    '{"id":"first","method":"initialize","params":{"clientInfo":{"name":"f","version":"1"},"capabilities":{"experimentalApi":true}}}',
  );
  count(owed, '"first"');
  const probe = await host.ready();
  for (let n = 0; n < lines; n += 1) {
    const bytes = next();
    const due = owedFor(bytes);
    const before = host.errors.length;
    receiver.receive(bytes);
    if (due === 'report') {
      // Nobody can be answered: it is reported, with its kind as the code.
      expect(host.errors.length).toBeGreaterThan(before);
      expect(host.errors.at(-1)).toHaveProperty('code');
    } else if (due !== 'nothing') count(owed, due.answer);
    if (n % 200 === 199) await probe.request('thread/loaded/list', {});
  }
  const missing = () => [...owed].some(([id, times]) => (answers.get(id) ?? 0) < times);
  while (missing()) await new Promise((resolve) => setTimeout(resolve, 5));
  await probe.request('thread/loaded/list', {});
  expect(answers).toEqual(owed);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

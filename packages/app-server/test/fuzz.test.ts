import { expect, test } from 'vitest';
import { acceptChannel } from '../src/index.ts';
import { appServer } from './server.ts';

const lines = 20_000;
const seed = Number(process.env.TENON_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** mulberry32: small, and the same everywhere. */
function randomOf(start: number) {
  let state = start;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

test(`${lines} mutated lines: each is answered or reported by kind (TENON_FUZZ_SEED=${seed})`, {
  timeout: 60_000,
}, async () => {
  process.stdout.write(`fuzz seed: ${seed}\n`);
  const below = randomOf(seed);
  await using host = await appServer();
  const answers = new Map<string, number>();
  const receiver = acceptChannel(host.server, {
    send: (text) => {
      const { id, method } = JSON.parse(text) as { id?: unknown; method?: string };
      if (method === undefined) answers.set(String(id), (answers.get(String(id)) ?? 0) + 1);
    },
    close: () => {},
    buffered: 0,
  });
  receiver.receive(
    '{"id":"first","method":"initialize","params":{"clientInfo":{"name":"f","version":"1"},"capabilities":{"experimentalApi":true}}}',
  );
  const probe = await host.ready();
  const methods = [
    'thread/loaded/list',
    'thread/list',
    'thread/read',
    'thread/resume',
    'turn/interrupt',
    'turn/steer',
    'thread/unsubscribe',
    'model/list',
    'no/such',
    '__proto__',
    'constructor',
    'initialize',
  ];
  const values = [
    'null',
    '[]',
    '{}',
    '1e400',
    '"\\ud800"',
    '"\\u0000"',
    '-0',
    '1.5',
    '9007199254740993',
    '{"__proto__":{"x":1}}',
    '"../../x"',
    `${'['.repeat(2000)}${']'.repeat(2000)}`,
    'true',
  ];
  let expected = 0;
  const owed = new Set<string>();
  for (let n = 0; n < lines; n += 1) {
    const method = JSON.stringify(methods[below(methods.length)]);
    const value = () => values[below(values.length)];
    let bytes = Buffer.from(
      `{"id":"q${n}","method":${method},"params":{"threadId":${value()},"limit":${value()},"__proto__":${value()}}}`,
    );
    const kind = below(6);
    if (kind === 0) bytes = bytes.subarray(0, below(bytes.length));
    else if (kind === 1) bytes[below(bytes.length)] = below(256);
    else if (kind === 2)
      bytes = Buffer.concat([
        bytes.subarray(0, below(bytes.length)),
        Buffer.from([0xff, below(256)]),
        bytes.subarray(below(bytes.length)),
      ]);
    else if (kind === 3) bytes = Buffer.from(`[${bytes.toString('utf8')}]`);
    else if (kind === 4) bytes = Buffer.from(`{"id":${value()},"method":${method}}`);
    const before = host.errors.length;
    receiver.receive(bytes);
    let message: { id?: unknown; method?: unknown } | undefined;
    try {
      message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      message = undefined;
    }
    const { id, method: asked } = (typeof message === 'object' && message) || {};
    const isRequest = typeof asked === 'string' && (typeof id === 'string' || Number.isInteger(id));
    if (isRequest) {
      expected += 1;
      if (typeof id === 'string') owed.add(id);
    } else if (bytes.toString('utf8').trim() && !(typeof asked === 'string' && id === undefined)) {
      // Nobody can be answered: it is reported, with its kind as the code.
      expect(host.errors.length).toBeGreaterThan(before);
      expect(host.errors.at(-1)).toHaveProperty('code');
    }
    if (n % 200 === 199) await probe.request('thread/loaded/list', {});
  }
  while ([...owed].some((id) => !answers.has(id))) await new Promise((resolve) => setTimeout(resolve, 5));
  await probe.request('thread/loaded/list', {});
  expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(expected + 1);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

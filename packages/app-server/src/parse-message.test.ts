import { expect, test } from 'vitest';
import { parseMessage } from './parse-message.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const refusal = { code: -32600, data: { code: 'message_too_deep' } };

test('a request that is too deep keeps its id and method, and is refused; one level less is taken', () => {
  // The message and its params are two levels.
  const request = (levels: number) => `{"id":"a","method":"m","params":{"x":${nested(levels)}}}`;
  const taken = parseMessage(request(98));
  expect(taken).toEqual({ message: JSON.parse(request(98)) });
  const left = { message: { id: 'a', method: 'm' }, refusal };
  expect(parseMessage(request(99))).toMatchObject(left);
  expect(parseMessage(request(1_000_000))).toMatchObject(left);
  expect(
    parseMessage(`{"id":"a","method":"m","params":${'{"x":'.repeat(100_000)}1${'}'.repeat(100_000)}}`),
  ).toMatchObject(left);
});

test('an id past a double is kept as it was written, however deep the rest is', () => {
  for (const params of ['{"id":1}', nested(100_000)]) {
    const parsed = parseMessage(`{"id":9007199254740993,"method":"m","params":${params}}`);
    expect(JSON.stringify(parsed)).toContain('"id":9007199254740993,');
  }
});

test('of what is too deep, a batch stays one, and an answer fails', () => {
  expect(parseMessage(`[${nested(1000)}]`)).toEqual({ message: [] });
  expect(parseMessage(`{"id":3,"result":${nested(1000)}}`)).toMatchObject({ message: { id: 3, error: refusal } });
});

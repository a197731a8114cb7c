import { seededRandom } from './random.ts';

/** Methods that change nothing outside of the server, and names that are none. */
const methods = [
  'thread/loaded/list',
  'thread/list',
  'thread/read',
  'thread/resume',
  'thread/turns/list',
  'thread/unsubscribe',
  'turn/interrupt',
  'turn/steer',
  'model/list',
  'config/read',
  'fs/readFile',
  'fs/getMetadata',
  'fs/readDirectory',
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
  '"/x\\u0000"',
  '-0',
  '1.5',
  '9007199254740993',
  '{"__proto__":{"x":1}}',
  '"../../x"',
  `"${'/a'.repeat(2000)}"`,
  `${'['.repeat(2000)}${']'.repeat(2000)}`,
  'true',
];

/** Requests of the app-server protocol, most of them damaged: cut off, with other bytes, no UTF-8, in a batch, with ids of every type. */
export function mutatedLines(seed: number): () => Buffer {
  const below = seededRandom(seed);
  const one = (from: readonly string[]) => from[below(from.length)] ?? '';
  let count = 0;
  return () => {
    count += 1;
    const method = JSON.stringify(one(methods));
    const value = () => one(values);
    // Most of a line's bytes are in its long values: half of the damage is done to its head.
    const somewhere = (line: Buffer) => below(below(2) === 0 ? Math.min(64, line.length) : line.length);
    const line = Buffer.from(
      `{"id":"q${count}","method":${method},"params":{"threadId":${value()},"path":${value()},"limit":${value()},"__proto__":${value()}}}`,
    );
    switch (below(6)) {
      case 0:
        return line.subarray(0, somewhere(line));
      case 1:
        line[somewhere(line)] = below(256);
        return line;
      case 2: {
        const at = somewhere(line);
        return Buffer.concat([line.subarray(0, at), Buffer.from([0xff, below(256)]), line.subarray(at)]);
      }
      case 3:
        return Buffer.from(`[${line}]`);
      case 4:
        return Buffer.from(`{"id":${value()},"method":${method}}`);
      default:
        return line;
    }
  };
}

/** What a server owes for a message: an answer with this id (as `JSON.stringify` gives it), a report, or nothing. */
export type Owed = { readonly answer: string } | 'report' | 'nothing';

/** Judges a message by the rules of JSON-RPC, from a client that the server has asked nothing. */
export function owedFor(message: Uint8Array): Owed {
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(message);
    if (text.trim() === '') return 'nothing';
    parsed = JSON.parse(text);
  } catch {
    return 'report';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'report';
  const { id, method } = parsed as { readonly id?: unknown; readonly method?: unknown };
  if (typeof method !== 'string') return 'report';
  if (id === undefined) return 'nothing';
  return typeof id === 'string' || Number.isInteger(id) ? { answer: JSON.stringify(id) } : 'report';
}

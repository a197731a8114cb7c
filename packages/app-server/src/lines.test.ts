import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine, LineSplitter } from './lines.ts';

function split(chunks: readonly Buffer[]): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  return lines;
}

test('however the bytes are cut, the lines are the same; the rest without a newline is none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' '))),
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')),
      fc.array(fc.nat(40)),
      (lines, rest, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join('') + rest);
        const chunks: Buffer[] = [];
        let from = 0;
        for (const size of cuts) {
          chunks.push(bytes.subarray(from, from + size));
          from += size;
        }
        chunks.push(bytes.subarray(from));
        expect(split(chunks)).toEqual(Buffer.from(lines.join('\n')).toString().split('\n').slice(0, lines.length));
      },
    ),
  );
});

test('a message is one line for every reader, and comes back as it was', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const message = { value: JSON.parse(json) as unknown, text: '\u2028\u2029\n\r' };
      const line = jsonLine(message);
      expect(line.slice(0, -1)).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(line.endsWith('\n')).toBe(true);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(message)));
    }),
  );
});

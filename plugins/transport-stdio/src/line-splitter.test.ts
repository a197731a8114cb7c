import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function split(chunks: readonly Buffer[], maxBytes = 1e6) {
  const lines: string[] = [];
  let tooLong = 0;
  const splitter = new LineSplitter(
    maxBytes,
    (line) => lines.push(line.toString('utf8')),
    () => {
      tooLong += 1;
    },
  );
  for (const chunk of chunks) splitter.push(chunk);
  return { lines, tooLong };
}

test('however the bytes are cut, the lines are the same; the rest without a newline is none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))),
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')),
      fc.array(fc.nat(40)),
      fc.integer({ min: 1, max: 30 }),
      (lines, rest, cuts, maxBytes) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join('') + rest);
        const chunks: Buffer[] = [];
        let from = 0;
        for (const size of cuts) {
          chunks.push(bytes.subarray(from, from + size));
          from += size;
        }
        chunks.push(bytes.subarray(from));
        const given = lines.map((line) => Buffer.from(line).toString('utf8')).filter((line) => line !== '');
        expect(split(chunks).lines).toEqual(given);
        const fits = given.filter((line) => Buffer.byteLength(line) <= maxBytes);
        const restTooLong = Buffer.byteLength(rest) > maxBytes ? 1 : 0;
        expect(split(chunks, maxBytes)).toEqual({ lines: fits, tooLong: given.length - fits.length + restTooLong });
      },
    ),
  );
});

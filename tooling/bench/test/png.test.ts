import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pngOf } from '../png.ts';

test('a picture is a PNG of a square with its pixels, which take their size', () => {
  const pixels = Buffer.from(Array.from({ length: 4 * 9 }, (_, at) => (at * 89) % 256));
  const png = pngOf(pixels);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 3]);
  const length = png.readUInt32BE(33);
  expect(png.subarray(37, 41).toString()).toBe('IDAT');
  const rows = inflateSync(png.subarray(41, 41 + length));
  expect(rows.subarray(1, 13)).toEqual(pixels.subarray(0, 12));
  expect(rows.subarray(27)).toEqual(pixels.subarray(24));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutputBuffer } from './output-buffer.ts';
import { createUtf8Stream } from './utf8-stream.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('gives back what fits, byte for byte', () => {
  const buffer = createOutputBuffer(1000);
  for (const text of ['a', 'grüße\n', '😀']) buffer.append(bytes(text));
  expect(buffer.render(1000)).toBe('agrüße\n😀');
  expect(buffer.totalBytes).toBe(13);
});

test('cuts out the middle and says how much', () => {
  const buffer = createOutputBuffer(1000);
  buffer.append(bytes('1234\n'.repeat(100)));
  expect(buffer.render(100)).toBe(
    `Total output lines: 100\n\n${'1234\n'.repeat(10)}…100 tokens truncated…${'1234\n'.repeat(10)}`,
  );
});

test('keeps head and tail of any amount, and counts all of it', () => {
  const buffer = createOutputBuffer(100);
  for (let line = 0; line < 10_000; line++) buffer.append(bytes(`line ${String(line).padStart(4, '0')}\n`));
  expect(buffer.totalBytes).toBe(100_000);
  const text = buffer.render(1_000_000);
  expect(text).toMatch(/^Total output lines: 10000\n\nline 0000\n/);
  expect(text).toMatch(/…24975 tokens truncated…line 9995\n(?:.*\n){3}line 9999\n$/);
});

const text = fc.string({ unit: 'grapheme', maxLength: 60 });

test('never splits a character, whatever the capacity, the limit and the chunks', () => {
  fc.assert(
    fc.property(
      fc.array(text),
      fc.integer({ min: 8, max: 200 }),
      fc.integer({ min: 0, max: 200 }),
      (texts, size, max) => {
        const buffer = createOutputBuffer(size);
        for (const each of texts) buffer.append(bytes(each));
        const all = texts.join('').toWellFormed();
        const rendered = buffer.render(max);
        if (bytes(all).length <= Math.min(max, size / 2)) expect(rendered).toBe(all);
        const cut = /^Total output lines: \d+\n\n([\s\S]*)…\d+ tokens truncated…([\s\S]*)$/.exec(rendered);
        if (!cut) {
          expect(rendered).toBe(all);
          return;
        }
        expect(all.startsWith(cut[1] ?? '')).toBe(true);
        expect(all.endsWith(cut[2] ?? '')).toBe(true);
        expect(bytes(`${cut[1]}${cut[2]}`).length).toBeLessThanOrEqual(max);
      },
    ),
  );
});

test('a stream cut anywhere gives whole characters, and all of them', () => {
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 5 })), (whole, sizes) => {
      const stream = createUtf8Stream();
      const all = bytes(whole);
      let given = '';
      let at = 0;
      for (const size of [...sizes, all.length]) {
        given += new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
          stream.push(all.subarray(at, at + size)),
        );
        at += size;
      }
      expect(given).toBe(whole.toWellFormed());
      expect(stream.end()).toHaveLength(0);
    }),
  );
});

test('bytes that are no UTF-8 do not wait for ever', () => {
  const stream = createUtf8Stream();
  expect([...stream.push(new Uint8Array([0xff, 0x80, 0x80, 0x80, 0x80]))]).toEqual([0xff, 0x80, 0x80, 0x80, 0x80]);
  expect([...stream.push(new Uint8Array([0x41, 0xe2, 0x82]))]).toEqual([0x41]);
  expect([...stream.end()]).toEqual([0xe2, 0x82]);
});

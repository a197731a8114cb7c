import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChunks } from './match.ts';
import { parsePatch } from './parse.ts';
import type { Chunk, ChunkLine } from './patch.ts';

function apply(text: string, ...lines: string[]): string {
  const [hunk] = parsePatch(['*** Begin Patch', '*** Update File: f', ...lines, '*** End Patch'].join('\n')).hunks;
  if (hunk?.type !== 'update') throw new Error('not an update');
  return applyChunks(text, hunk.chunks, '/f');
}

/** A random edit of a random file, and the chunks that describe it in full context. */
const edit = fc.array(
  fc.record({
    kind: fc.constantFrom<ChunkLine['kind']>('keep', 'remove', 'add'),
    text: fc.stringMatching(/^[a-c ]{0,3}$/),
  }),
  { minLength: 1, maxLength: 30 },
);

test('a chunk with the whole file as context does exactly its edit', () => {
  fc.assert(
    fc.property(edit, fc.constantFrom('\n', '\r\n'), (lines, end) => {
      const side = (dropped: ChunkLine['kind']) =>
        lines.filter((line) => line.kind !== dropped).map((line) => line.text + end);
      const before = side('add');
      const chunk: Chunk = { headers: [], lines, endOfFile: false };
      const expected = side('remove').join('');
      const got = applyChunks(before.join(''), [chunk], '/f');
      // An empty file has no line end of its own.
      expect(before.length === 0 ? got.replaceAll('\n', end) : got).toBe(expected);
    }),
  );
});

test('edits far apart, in order, become one chunk each', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 199 }), { maxLength: 20 }), (unsorted) => {
      const changed = unsorted.sort((a, b) => a - b);
      const line = (n: number) => `line ${n}\n`;
      const all = Array.from({ length: 200 }, (_, n) => n);
      const chunks = changed.map(
        (n): Chunk => ({
          headers: [],
          lines: [
            { kind: 'remove', text: `line ${n}` },
            { kind: 'add', text: `new ${n}` },
          ],
          endOfFile: false,
        }),
      );
      expect(applyChunks(all.map(line).join(''), chunks, '/f')).toBe(
        all.map((n) => (changed.includes(n) ? `new ${n}\n` : line(n))).join(''),
      );
    }),
  );
});

test('leniency grows: trailing space, edge space, dashes and quotes; kept lines stay as they were', () => {
  expect(apply('a  \nb\n', ' a', '-b', '+c')).toBe('a  \nc\n');
  expect(apply('\ta\nb\n', ' a', '-b', '+c')).toBe('\ta\nc\n');
  expect(apply('x \u2013 \u201Cy\u201D\nb\n', ' x - "y"', '-b', '+c')).toBe('x \u2013 \u201Cy\u201D\nc\n');
  expect(apply('a \na\n', '-a', '+b')).toBe('a \nb\n');
});

test('the search goes on after the previous chunk', () => {
  expect(apply('a\nb\na\nb\n', '@@', '-a', '+1', '@@', '-a', '+2')).toBe('1\nb\n2\nb\n');
  expect(() => apply('a\nb\n', '@@', '-b', '+1', '@@', '-a', '+2')).toThrow('Failed to find expected lines in /f:\na');
});

test('@@ seeks, stacked headers seek in turn', () => {
  const file = 'class A\n  def f\n    x\nclass B\n  def f\n    x\n';
  expect(apply(file, '@@ class B', '@@   def f', '-    x', '+    y')).toBe(file.replace(/x\n$/, 'y\n'));
  expect(() => apply(file, '@@ class C', '-    x', '+    y')).toThrow("Failed to find context 'class C' in /f");
});

test('End of File anchors to the last lines', () => {
  expect(apply('a\nb\na\n', '@@', '-a', '+z', '*** End of File')).toBe('a\nb\nz\n');
  expect(() => apply('a\nb\n', '@@', '-a', '+z', '*** End of File')).toThrow('Failed to find expected lines');
});

test('only added lines go to the end of the file, or below their header', () => {
  expect(apply('a\nb', '@@', '+c')).toBe('a\nb\nc\n');
  expect(apply('a\nb\n', '@@ a', '+c')).toBe('a\nc\nb\n');
  expect(apply('', '+c')).toBe('c\n');
});

test('a blank line that only separates hunks is not looked for', () => {
  expect(apply('a\nb\n', '-a', '+c', '', '@@', '-b', '+d')).toBe('c\nd\n');
});

test('line ends, byte order mark and the missing last newline', () => {
  expect(apply('a\r\nb\r\nc', '-b', '+x', '+y')).toBe('a\r\nx\r\ny\r\nc\r\n');
  expect(apply('\uFEFFa\nb\n', '-a', '+x')).toBe('\uFEFFx\nb\n');
  expect(apply('a\nb', '-b', '+x')).toBe('a\nx\n');
  expect(apply('a\r\nb\nc\n', '-b', '+x')).toBe('a\r\nx\nc\n');
});

test('a file of five megabytes', () => {
  const file = 'some line of text that is repeated\n'.repeat(150_000);
  const changed = apply(`${file}needle \u2019\n${file}`, " needle '", '+more');
  expect(changed.length).toBe(file.length * 2 + 'needle x\nmore\n'.length);
});

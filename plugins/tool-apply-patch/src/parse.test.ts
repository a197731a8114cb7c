import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePatch } from './parse.ts';
import { type Chunk, type Hunk, type Patch, printPatch } from './patch.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replace(/[\r\n]/g, ''));
const path = fc.stringMatching(/^[a-zA-Z0-9_/][a-zA-Z0-9_/. -]{0,12}[a-z]$/);
const header = text.map((value) => `h${value}`);
const chunk: fc.Arbitrary<Chunk> = fc.record({
  headers: fc.array(header, { maxLength: 3 }),
  lines: fc.array(fc.record({ kind: fc.constantFrom('keep', 'remove', 'add'), text }), { minLength: 1, maxLength: 5 }),
  endOfFile: fc.boolean(),
});
const update: fc.Arbitrary<Hunk> = fc
  .record({ path, moveTo: fc.option(path, { nil: undefined }), chunks: fc.array(chunk, { maxLength: 4 }) })
  .filter(({ moveTo, chunks }) => moveTo !== undefined || chunks.length > 0)
  .map(({ moveTo, ...rest }) => ({ type: 'update', ...rest, ...(moveTo === undefined ? {} : { moveTo }) }));
const hunk: fc.Arbitrary<Hunk> = fc.oneof(
  fc.record({ type: fc.constant('add'), path, lines: fc.array(text, { maxLength: 5 }) }) as fc.Arbitrary<Hunk>,
  fc.record({ type: fc.constant('delete'), path }) as fc.Arbitrary<Hunk>,
  update,
);
const patch: fc.Arbitrary<Patch> = fc.record({ hunks: fc.array(hunk, { maxLength: 5 }) });

test('a printed patch is read back as it was', () => {
  fc.assert(
    fc.property(patch, (value) => {
      expect(parsePatch(printPatch(value))).toEqual(value);
    }),
  );
});

test('a here-document and blank edges change nothing', () => {
  fc.assert(
    fc.property(patch, fc.constantFrom('EOF', "'EOF'", '"EOF"'), (value, mark) => {
      expect(parsePatch(`\n<<${mark}\n${printPatch(value)}EOF\n\n`)).toEqual(value);
    }),
  );
});

test('a patch in CRLF is read as one in LF', () => {
  fc.assert(
    fc.property(patch, (value) => {
      expect(parsePatch(printPatch(value).replace(/\n/g, '\r\n'))).toEqual(value);
    }),
  );
});

test('any text gives a patch or a readable error', () => {
  const piece = fc.constantFrom(
    '*** Begin Patch',
    '*** End Patch',
    '*** Update File: a',
    '*** Add File: b',
    '*** Delete File: c',
    '*** Move to: d',
    '*** End of File',
    '@@',
    '@@ x',
    '+a',
    '-b',
    ' c',
    '',
    'junk',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (lines) => {
      try {
        parsePatch(['*** Begin Patch', ...lines, '*** End Patch'].join('\n'));
      } catch (error) {
        expect(error).toMatchObject({
          code: 'patch_invalid',
          message: expect.stringMatching(/^invalid hunk at line /),
        });
      }
    }),
  );
});

const wrap = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

test.each([
  ['hello', "invalid patch: The first line of the patch must be '*** Begin Patch'"],
  ['', "invalid patch: The first line of the patch must be '*** Begin Patch'"],
  ['*** Begin Patch', "invalid patch: The last line of the patch must be '*** End Patch'"],
  [wrap('*** Frobnicate: a'), "invalid hunk at line 2, '*** Frobnicate: a' is not a valid hunk header."],
  [wrap('*** Update File: a.txt'), "invalid hunk at line 2, Update file hunk for path 'a.txt' is empty"],
  [wrap('*** Update File: a', '@@ x'), 'invalid hunk at line 3, Update hunk does not contain any lines'],
  [wrap('*** Update File: a', '@@', 'oops'), "invalid hunk at line 4, Unexpected line found in update hunk: 'oops'."],
  [wrap('*** Update File: a', '-x', 'oops'), 'invalid hunk at line 4, Expected update hunk to start with a @@'],
  [wrap('*** Add File:  '), "invalid hunk at line 2, '*** Add File:' is not a valid hunk header."],
])('%j is refused: %s', (input, message) => {
  expect(() => parsePatch(input)).toThrow(message);
});

test('markers may be padded, and the first chunk needs no @@', () => {
  const padded = ' *** Begin Patch\n  *** Update File: a b.txt \n-x\n+y\n\n*** Delete File: c\n*** End Patch  \n';
  expect(parsePatch(padded).hunks).toEqual([
    {
      type: 'update',
      path: 'a b.txt',
      chunks: [
        {
          headers: [],
          lines: [
            { kind: 'remove', text: 'x' },
            { kind: 'add', text: 'y' },
            { kind: 'keep', text: '' },
          ],
          endOfFile: false,
        },
      ],
    },
    { type: 'delete', path: 'c' },
  ]);
});

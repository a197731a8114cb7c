import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeGlob, globMatcher, partsOf } from './glob.ts';
import { regexOfGlob, regexOfText } from './glob-regex.ts';

const character = fc.constantFrom(...'ab.-^]\\[+(){}$|&~é😀 "\n');
const name = fc.string({ unit: character, minLength: 1, maxLength: 5 }).filter((text) => text !== '.' && text !== '..');
const plainPiece = fc.constantFrom(
  'a',
  'b',
  '.',
  'é',
  '*',
  '?',
  '[ab]',
  '[a-c]',
  '[!a]',
  '[!a-b]',
  '[]a]',
  '[+-9]',
  '[a-]',
  '[&~|$]',
  '\\*',
  '$',
  '(',
);
const part = fc.oneof(
  fc.constant('**'),
  fc.array(plainPiece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
  fc.array(plainPiece, { minLength: 1, maxLength: 2 }).map((pieces) => `{${pieces.join(',')},x/y}`),
  name.map(escapeGlob),
);
const glob = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`)
  .filter((pattern) => !pattern.split('/').includes('..'));
const path = fc
  .array(fc.oneof(name, fc.constantFrom('a', 'b', 'ab', 'x', 'y', '0', '.a')), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join('/')}`);

const matches = (pattern: string, text: string) => new RegExp(regexOfGlob(pattern), 'su').test(text);

test('it matches what the glob matches, and nothing else', () => {
  fc.assert(
    fc.property(glob, path, (pattern, text) => {
      expect(matches(pattern, text)).toBe(globMatcher(pattern)(partsOf(text)));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['/ws/**/*.env', '/ws/.env', true],
  ['/ws/**/*.env', '/ws/a/b/x.env/below', true],
  ['/ws/**/*.env', '/ws/a/x.envy', false],
  ['/ws/*.env', '/ws/a/x.env', false],
  ['/ws/**', '/ws/a', true],
  ['/ws/a.b', '/ws/axb', false],
  ['/x[+-9]y', '/x/y', false],
  ['/x[+-9]y', '/x5y', true],
  ['/x[!a]y', '/x/y', false],
  ['/x[!\\]y', '/xby', true],
  ['/x[Z-^]', '/x\\', true],
  ['/x[Z-^]', '/x_', false],
  ['/x[[-^]', '/x]', true],
  ['/x[\\-😀]', '/xé', true],
])('%s on %s: %s', (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

test('where dialects differ it matches more, never less', () => {
  fc.assert(
    fc.property(fc.constantFrom('[!\\]', '[!]]', '[!^]', '[!a-]'), character, (each, one) => {
      if (globMatcher(`/${each}`)([one])) expect(matches(`/${each}`, `/${one}`)).toBe(true);
    }),
  );
});

test('a text matches itself alone', () => {
  fc.assert(
    fc.property(path, path, (text, other) => {
      const regex = new RegExp(`^${regexOfText(text)}$`, 'su');
      expect(regex.test(text)).toBe(true);
      expect(regex.test(other)).toBe(text === other);
    }),
  );
});

test('what cannot be read is refused', () => {
  expect(() => regexOfGlob('/a/[b')).toThrow(expect.objectContaining({ code: 'bad_permission_path' }));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addWords, hasWords, searchWords } from './words.ts';

const wordsOf = (text: string) => {
  const words = new Set<string>();
  addWords(text, words);
  return words;
};
const finds = (term: string, text: string) => hasWords(searchWords(term), wordsOf(text));

test.each([
  ['Fix the Parser', 'pars fix', true],
  ['Fix the Parser', 'arser', false],
  ['Übung macht den Meister', 'ubung', true],
  ['uebung', 'übung', false],
  ['ﬁle naïve', 'file naive', true],
  ['東京都に行く', '東京', true],
  ['東京都に行く', '京都', true],
  ['東京都に行く', '都', true],
  ['東京都に行く', 'く', true],
  ['東京都に行く', '大阪', false],
  ['カタカナ', 'ガ', false],
  ['สวัสดีครับ', 'ครับ', true],
  ['हिन्दी में', 'हिन्दी', true],
  ['हिन्दी में', 'हिंस', false],
  ['한국어를 배운다', '한국', true],
  ['call foo_bar() in src/main.ts', 'foo_bar main.ts', true],
  ['Ж ПРИВЕТ', 'привет', true],
  ['e-mail to x@y.org', 'X@Y.ORG', true],
  ['mixed漢字text', '漢字', true],
  ['mixed漢字text', 'text', true],
  ['anything', '"*(', false],
  ['anything', '', false],
])('%j is searched for %j', (text, term, found) => {
  expect(finds(term, text)).toBe(found);
});

test('any text is found by any part of its own words, and words are plain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (text, more) => {
      const words = wordsOf(`${text} ${more}`);
      for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}\p{M}\p{Co}]{1,48}$/u);
      for (const part of [text, more]) {
        const wanted = searchWords(part);
        expect(wanted.length > 0).toBe(hasWords(wanted, wordsOf(part)));
      }
    }),
  );
});

test('upper and lower case are alike', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9äöüßéè ]{1,40}$/), (text) => {
      const wanted = searchWords(text.toUpperCase().replaceAll('SS', 'ß'));
      if (wanted.length > 0 && !/ss|ß/i.test(text)) expect(hasWords(wanted, wordsOf(text))).toBe(true);
    }),
  );
});

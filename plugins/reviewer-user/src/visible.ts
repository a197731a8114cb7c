import { quoteWords } from '@tenon/thread-store';

/**
 * What a terminal acts on, or a reader does not see, where it should show something: control characters but for line breaks and tabs,
 * marks that turn the direction of text, and characters without a width. Joiners stay, for some scripts are not written without them.
 */
const UNSEEN =
  /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u00AD\u180E\u200B\u2028\u2029\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = (length: number) => code.toString(16).padStart(length, '0');
  if (code < 0x80) return `\\x${digits(2)}`;
  return code > 0xffff ? `\\U${digits(8)}` : `\\u${digits(4)}`;
}

/** The text, with escapes in the place of what would not be seen. */
export const visible = (text: string): string => text.replace(UNSEEN, escaped);

/** The words as one line of shell that runs just these words, and shows each of their characters. */
export const visibleCommand = (words: readonly string[]): string =>
  words.map((word) => (word.search(UNSEEN) === -1 ? quoteWords([word]) : `$'${ansiQuoted(word)}'`)).join(' ');

const ansiQuoted = (word: string): string => visible(word.replace(/[\\']/g, '\\$&'));

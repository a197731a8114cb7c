import type { LineFilter } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';

/** Longer words are cut, in texts and in searches alike. UTF-16 units. */
const LONGEST = 48;
/** So many words of a search count. */
const MOST_WORDS = 64;

const ASCII = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;
/** Marks belong to words: without them those of many scripts of South Asia fall apart. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const ACCENT = /[\u0300-\u036f]/g;
/** Scripts that write no spaces between words. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+|[^\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;
const IS_UNSPACED = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Without upper case, accents and forms of one letter. */
const fold = (text: string) =>
  text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(ACCENT, '').normalize('NFC');

/** Not within a pair of surrogates. */
const cut = (word: string) =>
  word.length > LONGEST
    ? word
        .slice(0, LONGEST)
        .toWellFormed()
        .replace(/\ufffd$/, '')
    : word;

/** Runs of letters, digits and marks, folded; `unspaced` where they are of a script that writes no spaces. */
function* runs(text: string): Generator<{ run: string; unspaced: boolean }> {
  for (const [word] of fold(text).matchAll(WORD))
    for (const [run] of word.matchAll(UNSPACED)) yield { run, unspaced: IS_UNSPACED.test(run) };
}

/**
 * Adds the words of a text, as searches find them: of letters and digits, without upper case and accents. Where a script writes no spaces
 * between words (Chinese, Japanese, Thai …), each pair of characters is one.
 */
export function addWords(text: string, to: Set<string>): void {
  if (ASCII.test(text)) {
    for (const word of text.toLowerCase().match(ASCII_WORD) ?? []) to.add(cut(word));
    return;
  }
  for (const { run, unspaced } of runs(text)) {
    if (!unspaced) {
      to.add(cut(run));
      continue;
    }
    const characters = [...run];
    // The last one alone too: a search for a single character looks for what begins with it.
    for (const [at, character] of characters.entries()) to.add(character + (characters[at + 1] ?? ''));
  }
}

/** What a search looks for: each must begin a word of the text. Empty for a term without letters and digits, which finds nothing. */
export function searchWords(term: string): string[] {
  const words = new Set<string>();
  for (const { run, unspaced } of runs(term)) {
    const characters = unspaced ? [...run] : [];
    if (characters.length < 2) words.add(cut(run));
    for (let at = 0; at + 1 < characters.length; at += 1) words.add(`${characters[at]}${characters[at + 1]}`);
    if (words.size >= MOST_WORDS) break;
  }
  return [...words].slice(0, MOST_WORDS);
}

/** True where each word begins one of those. */
export function hasWords(wanted: readonly string[], words: ReadonlySet<string>): boolean {
  if (wanted.length === 0) return false;
  const left = new Set(wanted.filter((one) => !words.has(one)));
  for (const word of words) {
    if (left.size === 0) return true;
    for (const one of left) if (word.startsWith(one)) left.delete(one);
  }
  return left.size === 0;
}

/** The lines that searches of text look at. */
export const TEXT_LINES = {
  types: ['event_msg'],
  events: ['user_message', 'agent_message', 'thread_name_updated'],
} as const satisfies LineFilter;

/** What a line adds to the text of its thread; '' for any other line. */
export function lineText(line: RolloutLine): string {
  if (line.type !== 'event_msg') return '';
  const { payload } = line;
  if (payload.type === 'user_message' || payload.type === 'agent_message') return payload.message;
  return payload.type === 'thread_name_updated' ? (payload.thread_name ?? '') : '';
}

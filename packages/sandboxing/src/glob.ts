import { expandBraces } from './braces.ts';
import { badPath } from './path.ts';

const special = /[*?[\]{}\\]/;

export const isGlob = (text: string): boolean => special.test(text);

/** The folder above the first part with a wildcard, which is all that a link can stand in, and the pattern below it. */
export function splitGlob(pattern: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split('/');
  const found = parts.findIndex(isGlob);
  const first = found < 0 ? parts.length - 1 : found;
  const folder = parts.slice(0, first).join('/');
  return { folder: folder === '' && pattern.startsWith('/') ? '/' : folder, rest: parts.slice(first).join('/') };
}

/** A path as a pattern that matches nothing else. */
export const escapeGlob = (path: string): string => path.replace(/[*?[\]{}\\]/g, '\\$&');

/** Whether the parts of an absolute path match, those of `/` being none. */
export type GlobMatcher = (parts: readonly string[]) => boolean;

/** The parts of a clean absolute path. */
export const partsOf = (path: string): readonly string[] => (path === '/' ? [] : path.slice(1).split('/'));

/**
 * Matches absolute paths, and all that is below what matches. `*` and `?` stay within a part, `**` as a part is any number
 * of parts, `[a-z]` and `[!a]` are one character, `{a,b}` is either; a leading dot is nothing special. It takes at most
 * the product of both lengths, so that no pattern can hang who asks. Throws `bad_permission_path` for a pattern that
 * cannot be read: a denial must not quietly match nothing.
 */
export function globMatcher(pattern: string): GlobMatcher {
  if (pattern.split('/').includes('..')) throw badPath(pattern, 'it has `..`', 'Write the folder it means.');
  try {
    const alternatives = expandBraces(pattern).map(partTokens);
    return (parts) => alternatives.some((tokens) => matchSequence(tokens, parts, partFits));
  } catch (cause) {
    throw badPath(
      pattern,
      cause instanceof Error ? cause.message : String(cause),
      'Correct it, or escape it by `\\`.',
      cause,
    );
  }
}

/** Throws what `globMatcher` throws. */
export function checkGlob(pattern: string): void {
  globMatcher(pattern);
}

/** Any number of items, also none. */
const star = Symbol('star');
type Tokens<Token> = readonly (Token | typeof star)[];

/** One part of a pattern: its text, or its characters where some are wild. */
type Part = string | Tokens<Character>;
type Character = string | RegExp;

const partTokens = (pattern: string): Tokens<Part> => [
  ...partsOf(pattern).map((part) => (part === '**' ? star : partOf(part))),
  // All that is below.
  star,
];

function partOf(text: string): Part {
  if (!isGlob(text)) return text;
  const tokens = text.match(/\*+|\[[!^]?\]?[^\]]*\]|\\.|./gsu) ?? [];
  return tokens.map((token) => {
    if (token.startsWith('*')) return star;
    if (token === '?') return /./su;
    if (token === '[') throw new Error('`[` is not closed');
    if (token.length > 1 && token.startsWith('[')) return characterClass(token);
    return token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  });
}

function characterClass(token: string): RegExp {
  const negated = /^\[[!^]/.test(token);
  const inner = token.slice(negated ? 2 : 1, -1).replace(/[\\\][^|]/g, '\\$&');
  return new RegExp(`^[${negated ? '^' : ''}${inner}]$`, 'su');
}

const partFits = (part: Part, text: string) =>
  typeof part === 'string' ? part === text : matchSequence(part, [...text], characterFits);

const characterFits = (wanted: Character, character: string) =>
  typeof wanted === 'string' ? wanted === character : wanted.test(character);

/** Each star takes as little as it can; only the last one ever has to take more. */
function matchSequence<Token, Item>(
  tokens: Tokens<Token>,
  items: readonly Item[],
  fits: (token: Token, item: Item) => boolean,
): boolean {
  let token = 0;
  let afterStar = -1;
  let starEnd = 0;
  for (let at = 0; at < items.length; ) {
    const wanted = tokens[token];
    const item = items[at] as Item;
    if (wanted === star) {
      token += 1;
      afterStar = token;
      starEnd = at;
      // Nothing follows: the star takes the rest.
      if (token === tokens.length) return true;
    } else if (wanted !== undefined && fits(wanted, item)) {
      token += 1;
      at += 1;
    } else if (afterStar >= 0) {
      starEnd += 1;
      at = starEnd;
      token = afterStar;
    } else return false;
  }
  while (tokens[token] === star) token += 1;
  return token === tokens.length;
}

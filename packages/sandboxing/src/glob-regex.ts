import { expandBraces } from './braces.ts';
import { checkGlob } from './glob.ts';

/**
 * A denied glob as a regular expression over whole paths, for what can only match those: it matches what the glob denies, and all
 * below. Only `^ $ . * ? ( | ) [ ] \` are used, as every dialect has them. It never matches less; where a `[!…]` lists one of
 * `\ ] [ ^ -`, which dialects write differently, it matches any character. Throws `bad_permission_path` as `bindProfile` does.
 */
export function regexOfGlob(pattern: string): string {
  checkGlob(pattern);
  const alternatives = expandBraces(pattern).map((each) =>
    each
      .split('/')
      .filter((part) => part !== '')
      .map(regexOfPart),
  );
  return `^(${alternatives.map(joined).join('|')})(/.*)?$`;
}

/** A text that a regular expression matches as it is. */
export const regexOfText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const ANY_FOLDERS = '(/[^/]+)*';

const joined = (parts: readonly string[]) => parts.map((part) => (part === ANY_FOLDERS ? part : `/${part}`)).join('');

function regexOfPart(part: string): string {
  if (part === '**') return ANY_FOLDERS;
  const tokens = part.match(/\*+|\[[!^]?\]?[^\]]*\]|\\.|./gsu) ?? [];
  return tokens.map(regexOfToken).join('');
}

function regexOfToken(token: string): string {
  if (token.startsWith('*')) return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.length > 1 && token.startsWith('[')) return regexOfClass(token);
  return regexOfText(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
}

type Range = readonly [first: string, last: string];

function regexOfClass(token: string): string {
  const negated = /^\[[!^]/.test(token);
  const ranges = rangesOf([...token.slice(negated ? 2 : 1, -1)]);
  if (negated) {
    return ranges.flat().some(isSpecial) ? '[^/]' : `[^/${ranges.map(([first, last]) => `${first}-${last}`).join('')}]`;
  }
  return `(${ranges.flatMap(withoutSlash).map(regexOfRange).join('|')})`;
}

const isSpecial = (character: string) => /[\\\][^-]/.test(character);

function rangesOf(characters: readonly string[]): readonly Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at < characters.length; ) {
    const first = characters[at] as string;
    const last = characters[at + 1] === '-' ? characters[at + 2] : undefined;
    ranges.push([first, last ?? first]);
    at += last === undefined ? 1 : 3;
  }
  return ranges;
}

/** No character of a class is a slash, but a range may hold it. */
function withoutSlash([first, last]: Range): readonly Range[] {
  if (first > '/' || last < '/') return [[first, last]];
  const below: readonly Range[] = first < '/' ? [[first, '.']] : [];
  return last > '/' ? [...below, ['0', last]] : below;
}

function regexOfRange([first, last]: Range): string {
  if (first === last) return regexOfText(first);
  if (isSpecial(first)) return `(${regexOfText(first)}|${regexOfRange([neighbour(first, 1), last])})`;
  if (isSpecial(last)) return `(${regexOfRange([first, neighbour(last, -1)])}|${regexOfText(last)})`;
  return `[${first}-${last}]`;
}

const neighbour = (character: string, by: 1 | -1) => String.fromCodePoint((character.codePointAt(0) ?? 0) + by);

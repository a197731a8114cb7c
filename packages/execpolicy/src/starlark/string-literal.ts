import { type Position, StarlarkError } from './starlark-error.ts';

const START = /(?:[rbf]|rf|fr|rb|br)?(?:"""|'''|"|')/iy;
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

export function stringStart(text: string, at: number): boolean {
  START.lastIndex = at;
  return START.test(text);
}

/** Reads the string literal that starts at `start`. Of an f-string, the braces stay as they are. */
export function readString(
  text: string,
  start: number,
  at: Position,
): { value: string; end: number; formatted: boolean } {
  START.lastIndex = start;
  const opening = START.exec(text)?.[0] ?? '';
  const prefix = opening.replace(/["']/g, '').toLowerCase();
  if (prefix.includes('b')) throw new StarlarkError('byte strings are not supported', at);
  const quote = opening.slice(prefix.length);
  const raw = prefix.includes('r');
  let value = '';
  for (let here = start + opening.length; ; ) {
    const char = text[here];
    if (char === undefined || (char === '\n' && quote.length === 1))
      throw new StarlarkError('the string is not closed', at);
    if (text.startsWith(quote, here)) return { value, end: here + quote.length, formatted: prefix.includes('f') };
    if (char !== '\\') {
      value += char;
      here += 1;
    } else if (raw) {
      value += text.slice(here, here + 2);
      here += 2;
    } else {
      const escaped = readEscape(text, here + 1, at);
      value += escaped.value;
      here = escaped.end;
    }
  }
}

function readEscape(text: string, start: number, at: Position): { value: string; end: number } {
  const char = text[start] ?? '';
  const simple = SIMPLE[char];
  if (simple !== undefined) return { value: simple, end: start + 1 };
  const coded = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})/y;
  coded.lastIndex = start;
  const found = coded.exec(text);
  if (!found) throw new StarlarkError(`unknown escape \`\\${char}\``, at);
  const hex = found[1] ?? found[2] ?? found[3];
  const code = hex === undefined ? Number.parseInt(found[4] ?? '', 8) : Number.parseInt(hex, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw new StarlarkError('the escape is not a character', at);
  return { value: String.fromCodePoint(code), end: start + found[0].length };
}

/** Where a key stands: both from 1; the column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions by path. The path of an array's item holds its index. */
export type Positions = (path: readonly string[]) => Position | undefined;

const id = (path: readonly string[]): string => path.join('\0');

/**
 * Where each key of a TOML document stands, for messages: smol-toml gives values without positions. The document must
 * have parsed; this reads only as much of the syntax as it takes to step over values.
 */
export function locate(text: string): Positions {
  const offsets = new Map<string, number>();
  const arrays = new Map<string, number>();
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const note = (path: readonly string[], offset: number): void => {
    if (!offsets.has(id(path))) offsets.set(id(path), offset);
  };
  /** Steps over white space and, between values, line ends and comments. */
  const skip = (): void => {
    for (;;) {
      const char = text[at];
      if (char === '#') {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length : end;
      } else if (char === ' ' || char === '\t' || char === '\n' || char === '\r') at += 1;
      else return;
    }
  };
  const string = (): string => {
    const quote = text[at] ?? '';
    const long = quote.repeat(3);
    const start = at;
    if (text.startsWith(long, at)) {
      at += 3;
      while (!text.startsWith(long, at)) at += quote === '"' && text[at] === '\\' ? 2 : 1;
      at += 3;
      while (text[at] === quote) at += 1;
      return '';
    }
    for (at += 1; text[at] !== quote; ) at += quote === '"' && text[at] === '\\' ? 2 : 1;
    at += 1;
    const inner = text.slice(start + 1, at - 1);
    return quote === '"' && inner.includes('\\') ? unescaped(inner) : inner;
  };
  /** A dotted key below `base`; each part is noted at its own offset. */
  const key = (base: readonly string[], header: boolean): string[] => {
    let path = [...base];
    for (;;) {
      skip();
      const start = at;
      let part: string;
      if (text[at] === '"' || text[at] === "'") part = string();
      else {
        while (/[A-Za-z0-9_-]/.test(text[at] ?? '')) at += 1;
        part = text.slice(start, at);
      }
      path.push(part);
      note(path, start);
      skip();
      if (text[at] !== '.') return path;
      at += 1;
      // A header below an array of tables means its latest item.
      const index = header ? arrays.get(id(path)) : undefined;
      if (index !== undefined) path = [...path, String(index)];
    }
  };
  const value = (path: readonly string[]): void => {
    skip();
    const char = text[at];
    if (char === '"' || char === "'") string();
    else if (char === '[') items(path);
    else if (char === '{') pairs(path);
    else while (at < text.length && !/[,\]}\n#]/.test(text[at] ?? '')) at += 1;
  };
  const items = (path: readonly string[]): void => {
    at += 1;
    for (let index = 0; ; index += 1) {
      skip();
      if (text[at] === ']') break;
      note([...path, String(index)], at);
      value([...path, String(index)]);
      skip();
      if (text[at] === ',') at += 1;
    }
    at += 1;
  };
  const pairs = (path: readonly string[]): void => {
    at += 1;
    for (;;) {
      skip();
      if (text[at] === '}') break;
      pair(path);
      skip();
      if (text[at] === ',') at += 1;
    }
    at += 1;
  };
  const pair = (base: readonly string[]): void => {
    const path = key(base, false);
    at += 1; // the =
    value(path);
  };

  let table: string[] = [];
  for (skip(); at < text.length; skip()) {
    if (text[at] !== '[') {
      pair(table);
      continue;
    }
    const many = text[at + 1] === '[';
    at += many ? 2 : 1;
    const start = at;
    table = key([], true);
    at += many ? 2 : 1;
    if (many) {
      const index = (arrays.get(id(table)) ?? -1) + 1;
      arrays.set(id(table), index);
      table = [...table, String(index)];
      note(table, start);
    }
  }
  return (path) => {
    const offset = offsets.get(id(path));
    return offset === undefined ? undefined : positionOf(text, offset);
  };
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

const SHORT: Record<string, string> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b' };

const unescaped = (text: string): string =>
  text.replace(/\\(?:u(.{4})|U(.{8})|x(.{2})|(.))/g, (_, u, big, x, char) =>
    char === undefined ? String.fromCodePoint(Number.parseInt(u ?? big ?? x, 16)) : (SHORT[char] ?? char),
  );

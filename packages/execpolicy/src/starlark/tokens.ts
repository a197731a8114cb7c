import { LIMITS } from './limits.ts';
import { type Position, StarlarkError } from './starlark-error.ts';
import { readString, stringStart } from './string-literal.ts';

/** `mark` is an operator or bracket; `formatted` the text of an f-string, its braces not yet read. */
export interface Token {
  readonly kind:
    | 'name'
    | 'keyword'
    | 'number'
    | 'string'
    | 'formatted'
    | 'mark'
    | 'newline'
    | 'indent'
    | 'dedent'
    | 'end';
  readonly text: string;
  readonly at: Position;
}

const KEYWORDS = new Set(
  'and break continue def elif else for if in lambda not or pass return load while import class is del raise try with as assert async await except finally from global nonlocal yield'.split(
    ' ',
  ),
);
const MARKS = /(?:\/\/=|\/\/|[=!<>+\-*%]=|->|\*\*|[()[\]{}:;,.=<>+\-*%|&^~/])/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|0[oO][0-7]+|[0-9]+/y;

/** The tokens of a file, the blocks by indentation as `indent` and `dedent`. Throws a `StarlarkError`. */
export function tokens(text: string): Token[] {
  return new Tokenizer(text).run();
}

class Tokenizer {
  readonly #text: string;
  readonly #found: Token[] = [];
  readonly #indents = [0];
  readonly #open: string[] = [];
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Token[] {
    if (this.#text.length > LIMITS.text) throw this.#wrong(`the file is longer than ${LIMITS.text} characters`);
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    this.#indentation();
    while (this.#at < this.#text.length) this.#next();
    if (this.#open.length > 0) throw this.#wrong(`\`${this.#open.at(-1)}\` is not closed`);
    this.#newline();
    while (this.#indents.length > 1) this.#dedent();
    this.#push('end', '');
    return this.#found;
  }

  get #position(): Position {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #wrong(message: string): StarlarkError {
    return new StarlarkError(message, this.#position);
  }

  #push(kind: Token['kind'], text: string, at = this.#position): void {
    this.#found.push({ kind, text, at });
  }

  #newline(): void {
    const last = this.#found.at(-1)?.kind;
    if (last !== undefined && last !== 'newline' && last !== 'indent' && last !== 'dedent') this.#push('newline', '');
  }

  #dedent(): void {
    this.#indents.pop();
    this.#push('dedent', '');
  }

  #endLine(): void {
    this.#line += 1;
    this.#lineStart = this.#at;
  }

  /** Reads the start of a line. Lines with nothing but a comment say nothing about blocks. */
  #indentation(): void {
    for (;;) {
      const blank = /[ \r\t]*/y;
      blank.lastIndex = this.#at;
      const space = blank.exec(this.#text)?.[0] ?? '';
      const next = this.#text[this.#at + space.length];
      if (next === '#') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else if (next === '\n') this.#at += space.length;
      else {
        if (next !== undefined) this.#block(space);
        this.#at += space.length;
        return;
      }
      if (this.#at >= this.#text.length) return;
      this.#at += 1;
      this.#endLine();
    }
  }

  #block(space: string): void {
    if (space.includes('\t')) throw this.#wrong('tabs are not allowed, indent with spaces');
    const width = space.length;
    const now = this.#indents.at(-1) ?? 0;
    if (width > now) {
      if (this.#indents.length > LIMITS.nesting) throw this.#wrong(`blocks go deeper than ${LIMITS.nesting}`);
      this.#indents.push(width);
      this.#push('indent', '');
      return;
    }
    while (width < (this.#indents.at(-1) ?? 0)) this.#dedent();
    if (width !== this.#indents.at(-1)) throw this.#wrong('the indentation matches no block above');
  }

  #next(): void {
    const char = this.#text[this.#at] as string;
    if (char === ' ' || char === '\r') this.#at += 1;
    else if (char === '\t') throw this.#wrong('tabs are not allowed');
    else if (char === '#') {
      const end = this.#text.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#text.length : end;
    } else if (char === '\\' && /^\\\r?\n/.test(this.#text.slice(this.#at, this.#at + 3))) {
      this.#at = this.#text.indexOf('\n', this.#at) + 1;
      this.#endLine();
    } else if (char === '\n') {
      if (this.#open.length === 0) this.#newline();
      this.#at += 1;
      this.#endLine();
      if (this.#open.length === 0) this.#indentation();
    } else if (stringStart(this.#text, this.#at)) this.#string();
    else this.#word();
  }

  #string(): void {
    const at = this.#position;
    const { value, end, formatted } = readString(this.#text, this.#at, at);
    this.#push(formatted ? 'formatted' : 'string', value, at);
    for (let cut = this.#text.indexOf('\n', this.#at); cut >= 0 && cut < end; cut = this.#text.indexOf('\n', cut + 1)) {
      this.#line += 1;
      this.#lineStart = cut + 1;
    }
    this.#at = end;
  }

  #word(): void {
    for (const [kind, pattern] of [
      ['name', NAME],
      ['number', NUMBER],
      ['mark', MARKS],
    ] as const) {
      pattern.lastIndex = this.#at;
      const text = pattern.exec(this.#text)?.[0];
      if (text === undefined) continue;
      if (kind === 'mark') this.#bracket(text);
      this.#push(kind === 'name' && KEYWORDS.has(text) ? 'keyword' : kind, text);
      this.#at += text.length;
      return;
    }
    throw this.#wrong(
      `unexpected character ${JSON.stringify(String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0))}`,
    );
  }

  #bracket(text: string): void {
    if ('([{'.includes(text)) {
      if (this.#open.length >= LIMITS.nesting) throw this.#wrong(`brackets go deeper than ${LIMITS.nesting}`);
      this.#open.push(text);
    } else if (')]}'.includes(text)) {
      const open = this.#open.pop();
      if (open !== '([{'[')]}'.indexOf(text)]) throw this.#wrong(`\`${text}\` closes nothing`);
    }
  }
}

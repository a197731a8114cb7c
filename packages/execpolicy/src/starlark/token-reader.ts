import { LIMITS } from './limits.ts';
import { type Position, StarlarkError } from './starlark-error.ts';
import type { Token } from './tokens.ts';

/** Goes through the tokens of a file, one ahead. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.#tokens[this.#next] as Token;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#next += 1;
    return token;
  }

  at(kind: Token['kind']): boolean {
    return this.next.kind === kind;
  }

  /** Whether the next token is this mark or keyword. */
  sees(text: string): boolean {
    return (this.next.kind === 'mark' || this.next.kind === 'keyword') && this.next.text === text;
  }

  takes(text: string): boolean {
    if (!this.sees(text)) return false;
    this.take();
    return true;
  }

  expect(text: string): Token {
    if (!this.sees(text)) throw this.unexpected(`\`${text}\``);
    return this.take();
  }

  expectKind(kind: Token['kind'], what: string): Token {
    if (this.next.kind !== kind) throw this.unexpected(what);
    return this.take();
  }

  unexpected(wanted: string): StarlarkError {
    const { kind, text, at } = this.next;
    const seen = {
      newline: 'the end of the line',
      end: 'the end of the file',
      indent: 'an indented line',
      dedent: 'the end of the block',
    };
    const found =
      kind in seen
        ? seen[kind as keyof typeof seen]
        : kind === 'string' || kind === 'formatted'
          ? 'a string'
          : `\`${text}\``;
    return new StarlarkError(`expected ${wanted}, found ${found}`, at);
  }

  /** Keeps the parser's own recursion within bounds. */
  nested<T>(at: Position, read: () => T): T {
    if (this.#depth >= LIMITS.nesting) throw new StarlarkError(`goes deeper than ${LIMITS.nesting}`, at);
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}

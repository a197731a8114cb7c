import type { Word } from './word.ts';

/** The options among a command's words, as GNU programs read them: anywhere before `--`, bundled, shortened. */
export class Options {
  readonly #short = new Set<string>();
  readonly #long: string[] = [];
  readonly operands: Word[] = [];

  constructor(args: readonly Word[]) {
    let ended = false;
    for (const word of args) {
      const { start } = word;
      if (ended || !start.startsWith('-') || start === '-') this.operands.push(word);
      else if (start === '--') ended = true;
      else if (start.startsWith('--')) this.#long.push(start.slice(2).split('=')[0] ?? '');
      else for (const letter of start.slice(1)) this.#short.add(letter);
    }
  }

  /** Any of these letters. Over-cautious: the value of a letter, bundled with it, counts too. */
  short(letters: string): boolean {
    return [...letters].some((letter) => this.#short.has(letter));
  }

  /** Any of these long names, in full or shortened. */
  long(...names: readonly string[]): boolean {
    return this.#long.some((given) => given !== '' && names.some((name) => name.startsWith(given)));
  }
}

import type { Word } from './word.ts';

/** What runs around a command. */
export interface Surroundings {
  /** Its standard input is another command's output. */
  readonly piped: boolean;
  /** Texts that a here-document or here-string gives it. */
  readonly input: readonly string[];
}

/** One thing that a script does. `source` is its text in the script. */
export type Part =
  | {
      readonly kind: 'command';
      readonly words: readonly Word[];
      readonly source: string;
      readonly around: Surroundings;
    }
  /** A text that the shell runs as a script of its own. */
  | { readonly kind: 'script'; readonly script: string; readonly source: string }
  /** A command may begin at any of these words. */
  | { readonly kind: 'guess'; readonly words: readonly Word[]; readonly source: string }
  /** A redirection that writes. */
  | { readonly kind: 'write'; readonly target: Word; readonly source: string }
  /** A redirection that reads something else than a file for sure. */
  | { readonly kind: 'read'; readonly target: Word; readonly source: string }
  /** A variable is set, for one command or for all that follow. */
  | { readonly kind: 'assignment'; readonly name: string; readonly exported: boolean; readonly source: string }
  /** What cannot be told for sure. `dangerous` when it is beyond the limits. */
  | { readonly kind: 'unclear'; readonly reason: string; readonly dangerous: boolean; readonly source: string };

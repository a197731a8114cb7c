import type { Part } from './part.ts';
import type { Word } from './word.ts';

/** What a command runs besides itself. */
export type Inner =
  /** `at` is where the inner command begins in the outer one's words. */
  | { readonly kind: 'words'; readonly words: readonly Word[]; readonly at: number }
  | { readonly kind: 'script'; readonly script: string };

export interface Unwrapped {
  readonly inner: readonly Inner[];
  readonly parts: readonly Part[];
  /** The command does nothing but run the inner ones. */
  readonly neutral: boolean;
}

export const NOTHING: Unwrapped = { inner: [], parts: [], neutral: false };

export const pipedInto = (program: string): Part => ({
  kind: 'unclear',
  reason: `\`${program}\` runs whatever is piped into it`,
  dangerous: true,
  source: program,
});

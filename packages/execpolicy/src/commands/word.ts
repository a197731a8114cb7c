/** A word of a command, as far as it is known before the script runs. */
export interface Word {
  /** The text once quotes are gone; undefined where only the run tells it. */
  readonly text: string | undefined;
  /** What is known of its beginning. The whole text where that is known. */
  readonly start: string;
  /** It may become several words, or none. */
  readonly splits: boolean;
  /** It is a pattern of file names: `text` is the pattern. */
  readonly glob: boolean;
}

export const known = (text: string): Word => ({ text, start: text, splits: false, glob: false });

/** A word that becomes what the run says. */
export const unknownWord = (splits: boolean): Word => ({ text: undefined, start: '', splits, glob: false });

/** The program's name without its folder; undefined where it is not known. */
export function programName(word: Word | undefined): string | undefined {
  if (word?.text === undefined || word.glob) return undefined;
  return word.text.slice(word.text.lastIndexOf('/') + 1);
}

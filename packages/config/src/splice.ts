import type { Range } from './toml-document.ts';

/** A range of a text, and what takes its place. */
export interface Splice {
  readonly range: Range;
  readonly text: string;
}

/** The text with the splices made. They must not overlap. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((one, other) => one.range[0] - other.range[0]);
  let result = '';
  let at = 0;
  for (const { range, text: replacement } of ordered) {
    result += text.slice(at, range[0]) + replacement;
    at = range[1];
  }
  return result + text.slice(at);
}

/** From the start of the first line of a range to the start of the line after its last. */
export function wholeLines(text: string, [start, end]: Range): Range {
  const after = text.indexOf('\n', end);
  return [text.lastIndexOf('\n', start - 1) + 1, after < 0 ? text.length : after + 1];
}

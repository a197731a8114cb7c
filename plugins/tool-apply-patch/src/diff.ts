import { type StructuredPatch, structuredPatch } from 'diff';

/** Above this many changed lines a file's diff is one hunk, so that the time a diff takes stays bounded. */
const MAX_CHANGED_LINES = 2_000;

const side = (start: number, count: number) => (count === 1 ? String(start) : `${start},${count}`);

const lineCount = (text: string) => text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);

function everyLine(sign: string, text: string): string {
  if (text === '') return '';
  const lines = text.split('\n');
  const complete = lines.at(-1) === '';
  if (complete) lines.pop();
  return `${lines.map((line) => `${sign}${line}\n`).join('')}${complete ? '' : '\\ No newline at end of file\n'}`;
}

function wholeFile(before: string, after: string): string {
  const range = (text: string) => side(text === '' ? 0 : 1, lineCount(text));
  return `@@ -${range(before)} +${range(after)} @@\n${everyLine('-', before)}${everyLine('+', after)}`;
}

/** The hunks of a unified diff, `@@` lines included, each line ended. Empty when nothing changed. */
export function unifiedHunks(before: string, after: string, context: number): string {
  if (before === after) return '';
  const options = { context, maxEditLength: MAX_CHANGED_LINES };
  // Without an end in sight the library gives undefined.
  const patch: StructuredPatch | undefined = structuredPatch('', '', before, after, '', '', options);
  if (patch === undefined) return wholeFile(before, after);
  // An empty range is named by the line before it.
  const start = (line: number, count: number) => side(count === 0 ? line - 1 : line, count);
  return patch.hunks
    .map((hunk) => {
      const ranges = `-${start(hunk.oldStart, hunk.oldLines)} +${start(hunk.newStart, hunk.newLines)}`;
      return `@@ ${ranges} @@\n${hunk.lines.map((line) => `${line}\n`).join('')}`;
    })
    .join('');
}

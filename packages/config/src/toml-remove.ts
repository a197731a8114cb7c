import { type Splice, wholeLines } from './splice.ts';
import { type Entry, type Path, type Range, type Section, within } from './toml-document.ts';

/** The first entry of inline tables that is at the path or below it, cut out with one comma. */
function inlineRemoval(entries: readonly Entry[], path: Path): Range | undefined {
  for (const { inline } of entries) {
    if (!inline) continue;
    const index = inline.findIndex((entry) => within(entry.path, path));
    const entry = inline[index];
    if (!entry) {
      const deeper = inlineRemoval(inline, path);
      if (deeper) return deeper;
      continue;
    }
    const next = inline[index + 1];
    if (next) return [entry.range[0], next.range[0]];
    const previous = inline[index - 1];
    return previous ? [previous.range[1], entry.range[1]] : entry.range;
  }
  return undefined;
}

/**
 * Cuts out what stands at a path and below it: lines of keys whole, sections from their header to their last key. Comments
 * above a key or after the last key of a section stay. Entries of inline tables go one with each call.
 */
export function removal(text: string, sections: readonly Section[], path: Path): Splice[] {
  const ranges: Range[] = [];
  for (const { header, entries, path: at } of sections) {
    if (header && within(at, path)) ranges.push([header[0], entries.at(-1)?.range[1] ?? header[1]]);
    else for (const entry of entries) if (within(entry.path, path)) ranges.push(entry.range);
  }
  if (ranges.length > 0) return ranges.map((range) => ({ range: wholeLines(text, range), text: '' }));
  const inline = inlineRemoval(
    sections.flatMap((section) => section.entries),
    path,
  );
  return inline ? [{ range: inline, text: '' }] : [];
}

import { tenonError } from '@tenon/plugin-api';
import type { Chunk, ChunkLine } from './patch.ts';
import { splitText } from './text-file.ts';

const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;
const SINGLE_QUOTES = /[\u2018-\u201B\u2032]/g;
const DOUBLE_QUOTES = /[\u201C-\u201F\u2033]/g;
const SPACES = /[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g;

const fold = (text: string) =>
  text.replace(DASHES, '-').replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"').replace(SPACES, ' ').trim();

/** From strict to lenient; the first that finds a place wins. */
const LENIENCIES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.trimEnd(),
  (text) => text.trim(),
  fold,
];

/** Finds sequences of lines in one file; each leniency's view of the file is made once, when first needed. */
class Finder {
  readonly #views: (readonly string[] | undefined)[] = [];
  readonly #lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The first place at or after `from`; with `atEnd` only the last possible one. -1 when there is none. */
  find(pattern: readonly string[], from: number, atEnd: boolean): number {
    const last = this.#lines.length - pattern.length;
    const first = atEnd ? Math.max(from, last) : from;
    for (const [level, leniency] of LENIENCIES.entries()) {
      const wanted = pattern.map(leniency);
      const view = this.#view(level, leniency);
      for (let at = first; at <= last; at += 1) {
        if (wanted.every((line, index) => line === view[at + index])) return at;
      }
    }
    return -1;
  }

  #view(level: number, leniency: (text: string) => string): readonly string[] {
    const view = this.#views[level] ?? (level === 0 ? this.#lines : this.#lines.map(leniency));
    this.#views[level] = view;
    return view;
  }
}

interface Placed {
  readonly at: number;
  readonly lines: Chunk['lines'];
}

const isSought = (line: ChunkLine) => line.kind !== 'add';

/** A blank line that only separates this chunk from what follows in the patch is not in the file. */
function withoutTrailingBlank(lines: Chunk['lines']): Chunk['lines'] | undefined {
  const last = lines.at(-1);
  return lines.length > 1 && last?.kind === 'keep' && last.text === '' ? lines.slice(0, -1) : undefined;
}

function place(chunk: Chunk, finder: Finder, from: number, length: number, path: string): Placed {
  let start = from;
  for (const header of chunk.headers) {
    const at = finder.find([header], start, false);
    if (at === -1) throw notFound(`Failed to find context '${header}' in ${path}`, path);
    start = at + 1;
  }
  const whereToAdd = chunk.headers.length > 0 && !chunk.endOfFile ? start : length;
  for (const lines of [chunk.lines, withoutTrailingBlank(chunk.lines)]) {
    if (lines === undefined) continue;
    const pattern = lines.filter(isSought).map((line) => line.text);
    const at = pattern.length === 0 ? whereToAdd : finder.find(pattern, start, chunk.endOfFile);
    if (at !== -1) return { at, lines };
  }
  const wanted = chunk.lines.filter(isSought).map((line) => line.text);
  throw notFound(`Failed to find expected lines in ${path}:\n${wanted.join('\n')}`, path);
}

const notFound = (message: string, file: string) =>
  tenonError({
    code: 'patch_does_not_match',
    message,
    mend: 'Read the file again and make the patch from what it says now.',
    plugin: 'tenon.tool-apply-patch',
    file,
  });

/**
 * The text after the chunks were applied in order. Pure. Kept lines stay byte for byte; added lines get the file's
 * usual line end; the last line always has one. `path` is for messages.
 * Throws `patch_does_not_match`.
 */
export function applyChunks(text: string, chunks: readonly Chunk[], path: string): string {
  const file = splitText(text);
  const finder = new Finder(file.texts);
  const out: string[] = file.byteOrderMark ? ['\uFEFF'] : [];
  const copy = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) out.push(file.texts[at] ?? '', file.ends[at] || file.lineEnd);
  };
  const placed: Placed[] = [];
  let searched = 0;
  for (const chunk of chunks) {
    const found = place(chunk, finder, searched, file.texts.length, path);
    placed.push(found);
    // Lines put at the end of the file by position alone do not move the search.
    const used = found.lines.filter(isSought).length;
    if (used > 0 || chunk.headers.length > 0) searched = found.at + used;
  }
  let at = 0;
  for (const { at: start, lines } of placed.sort((a, b) => a.at - b.at)) {
    copy(at, start);
    at = start;
    for (const line of lines) {
      if (line.kind === 'add') {
        out.push(file.lineEnd === '\r\n' ? line.text.replace(/\r$/, '') : line.text, file.lineEnd);
      } else {
        if (line.kind === 'keep') copy(at, at + 1);
        at += 1;
      }
    }
  }
  copy(at, file.texts.length);
  return out.join('');
}

import { tenonError } from '@tenon/plugin-api';
import type { Chunk, ChunkLine, Hunk, Patch } from './patch.ts';

const PLUGIN = 'tenon.tool-apply-patch';
const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const ADD = '*** Add File: ';
const DELETE = '*** Delete File: ';
const UPDATE = '*** Update File: ';
const MOVE = '*** Move to: ';
const END_OF_FILE = '*** End of File';
const KINDS: Readonly<Record<string, ChunkLine['kind']>> = { ' ': 'keep', '-': 'remove', '+': 'add' };

const invalidPatch = (what: string) =>
  tenonError({ code: 'patch_invalid', message: `invalid patch: ${what}`, plugin: PLUGIN });

const invalidHunk = (index: number, what: string) =>
  tenonError({ code: 'patch_invalid', message: `invalid hunk at line ${index + 1}, ${what}`, plugin: PLUGIN });

/** Lines of the patch proper: without blank edges, and without a here-document around it. Tells where it began, for line numbers. */
function patchLines(text: string): { lines: string[]; offset: number } {
  const all = text.split('\n');
  // A patch written with CRLF throughout means LF: the file's own line ends decide what is written.
  const crlf = all.length > 1 && all.slice(0, -1).every((line) => line.endsWith('\r'));
  const lines = crlf ? all.map((line) => line.replace(/\r$/, '')) : all;
  let start = lines.findIndex((line) => line.trim() !== '');
  let end = lines.findLastIndex((line) => line.trim() !== '') + 1;
  const heredoc = /^\s*(?:apply_patch\s+)?<<-?\s*(['"]?)(\w+)\1\s*$/.exec(lines[start] ?? '');
  if (heredoc && lines[end - 1]?.trim() === heredoc[2] && end - start >= 2) {
    start += 1;
    end -= 1;
  }
  return { lines: lines.slice(Math.max(start, 0), end), offset: Math.max(start, 0) };
}

const isHeader = (line: string) => line === '@@' || line.startsWith('@@ ');
const isMarker = (line: string) => line.startsWith('***');

class Parser {
  readonly #lines: readonly string[];
  readonly #offset: number;
  #at = 1;

  constructor(lines: readonly string[], offset: number) {
    this.#lines = lines;
    this.#offset = offset;
  }

  hunks(): Hunk[] {
    const hunks: Hunk[] = [];
    while (!this.#done()) {
      // A blank line between sections says nothing.
      if (this.#line().trim() === '') this.#at += 1;
      else hunks.push(this.#hunk());
    }
    return hunks;
  }

  #done(): boolean {
    return this.#at >= this.#lines.length - 1;
  }

  #line(): string {
    return this.#lines[this.#at] ?? '';
  }

  #fail(what: string, at = this.#at): Error {
    return invalidHunk(this.#offset + at, what);
  }

  #hunk(): Hunk {
    const line = this.#line().trim();
    const path = (marker: string) => {
      const name = line.slice(marker.length).trim();
      if (name === '') throw this.#fail(`'${line}' names no file`);
      this.#at += 1;
      return name;
    };
    if (line.startsWith(ADD)) return { type: 'add', path: path(ADD), lines: this.#addedLines() };
    if (line.startsWith(DELETE)) return { type: 'delete', path: path(DELETE) };
    if (line.startsWith(UPDATE)) return this.#update(path(UPDATE));
    throw this.#fail(
      `'${line}' is not a valid hunk header. Valid hunk headers: '${ADD}{path}', '${DELETE}{path}', '${UPDATE}{path}'`,
    );
  }

  #addedLines(): string[] {
    const lines: string[] = [];
    for (; !this.#done() && this.#line().startsWith('+'); this.#at += 1) lines.push(this.#line().slice(1));
    return lines;
  }

  #update(path: string): Hunk {
    const start = this.#at - 1;
    let moveTo: string | undefined;
    if (!this.#done() && this.#line().trim().startsWith(MOVE)) {
      moveTo = this.#line().trim().slice(MOVE.length).trim();
      if (moveTo === '') throw this.#fail(`'${this.#line()}' names no file`);
      this.#at += 1;
    }
    const chunks: Chunk[] = [];
    while (!this.#done() && !isMarker(this.#line())) {
      // Between chunks an empty line separates; an empty kept line there is written with its space.
      if (this.#line() === '') this.#at += 1;
      else chunks.push(this.#chunk(chunks.length === 0));
    }
    if (chunks.length === 0 && moveTo === undefined) {
      throw this.#fail(`Update file hunk for path '${path}' is empty`, start);
    }
    return { type: 'update', path, ...(moveTo === undefined ? {} : { moveTo }), chunks };
  }

  #chunk(first: boolean): Chunk {
    const headers: string[] = [];
    const start = this.#at;
    for (; !this.#done() && isHeader(this.#line()); this.#at += 1) {
      const header = this.#line().slice(3);
      if (header.trim() !== '') headers.push(header);
    }
    if (this.#at === start && !first) {
      throw this.#fail(`Expected update hunk to start with a @@ context marker, got: '${this.#line()}'`);
    }
    const lines: ChunkLine[] = [];
    for (; !this.#done(); this.#at += 1) {
      const line = this.#line();
      // Models often leave out the space of an empty kept line.
      const kind = line === '' ? 'keep' : KINDS[line.charAt(0)];
      if (kind === undefined) break;
      lines.push({ kind, text: line.slice(1) });
    }
    if (lines.length === 0) {
      if (this.#done() || isMarker(this.#line())) throw this.#fail('Update hunk does not contain any lines', start);
      throw this.#fail(
        `Unexpected line found in update hunk: '${this.#line()}'. Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)`,
      );
    }
    const endOfFile = !this.#done() && this.#line().trim() === END_OF_FILE;
    if (endOfFile) this.#at += 1;
    return { headers, lines, endOfFile };
  }
}

/**
 * Reads a patch. Pure. Blank edges and a here-document around it (`<<'EOF'` … `EOF`) are taken off.
 * Throws `patch_invalid` with the line number (from 1).
 */
export function parsePatch(text: string): Patch {
  const { lines, offset } = patchLines(text);
  if (lines[0]?.trim() !== BEGIN) throw invalidPatch(`The first line of the patch must be '${BEGIN}'`);
  if (lines.length < 2 || lines.at(-1)?.trim() !== END) {
    throw invalidPatch(`The last line of the patch must be '${END}'`);
  }
  return { hunks: new Parser(lines, offset).hunks() };
}

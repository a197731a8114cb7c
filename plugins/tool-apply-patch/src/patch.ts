/** One line of a chunk: kept as it is, removed or added. `text` has no line end. */
export interface ChunkLine {
  readonly kind: 'keep' | 'remove' | 'add';
  readonly text: string;
}

/** Lines to find in a file, and what to make of them. */
export interface Chunk {
  /** The texts after `@@`, outermost first. Each is sought in turn before the lines are. */
  readonly headers: readonly string[];
  readonly lines: readonly ChunkLine[];
  /** The lines are the file's last ones. */
  readonly endOfFile: boolean;
}

/** What a patch does with one file. Paths are as written, relative or absolute. */
export type Hunk =
  | { readonly type: 'add'; readonly path: string; readonly lines: readonly string[] }
  | { readonly type: 'delete'; readonly path: string }
  | { readonly type: 'update'; readonly path: string; readonly moveTo?: string; readonly chunks: readonly Chunk[] };

export interface Patch {
  readonly hunks: readonly Hunk[];
}

const SIGNS = { keep: ' ', remove: '-', add: '+' } as const;

function printChunk(chunk: Chunk, first: boolean): string[] {
  const headers = chunk.headers.map((header) => `@@ ${header}`);
  if (headers.length === 0 && !first) headers.push('@@');
  const lines = chunk.lines.map((line) => SIGNS[line.kind] + line.text);
  return [...headers, ...lines, ...(chunk.endOfFile ? ['*** End of File'] : [])];
}

function printHunk(hunk: Hunk): string[] {
  if (hunk.type === 'add') return [`*** Add File: ${hunk.path}`, ...hunk.lines.map((line) => `+${line}`)];
  if (hunk.type === 'delete') return [`*** Delete File: ${hunk.path}`];
  return [
    `*** Update File: ${hunk.path}`,
    ...(hunk.moveTo === undefined ? [] : [`*** Move to: ${hunk.moveTo}`]),
    ...hunk.chunks.flatMap((chunk, index) => printChunk(chunk, index === 0)),
  ];
}

/** The patch in its language; `parsePatch` reads it back to the same value. */
export function printPatch(patch: Patch): string {
  return `${['*** Begin Patch', ...patch.hunks.flatMap(printHunk), '*** End Patch'].join('\n')}\n`;
}

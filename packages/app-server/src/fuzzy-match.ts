import type { FuzzyFileSearchResult } from '@tenon/protocol/fuzzy-file-search';

/** Results of one search, as in the peer. */
const matchLimit = 50;

/** A path that is searched. */
export interface SearchedPath {
  readonly root: string;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'directory';
  /** As the matcher wants it; made with the first search. */
  prepared?: unknown;
}

/** Milliseconds of matching after which others get their turn. */
const sliceMs = 8;
/** Paths between two looks at the clock. */
const sliceSize = 250;

/** A score between 0 and 1 as the wire's whole number. */
const wireScore = (score: number) => Math.max(0, Math.round(score * 1000));

/** The best matches, gathered over any number of rounds. */
export class BestMatches {
  #found: { readonly score: number; readonly result: FuzzyFileSearchResult }[] = [];

  get results(): FuzzyFileSearchResult[] {
    return this.#found.map(({ result }) => result);
  }

  /** Adds the matches among those paths, in slices. False: it was aborted. */
  async add(
    query: string,
    paths: readonly SearchedPath[],
    from: number,
    to: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { go, prepare } = await import('fuzzysort');
    let began = performance.now();
    for (let at = from; at < to; at += sliceSize) {
      if (signal.aborted) return false;
      const slice = paths.slice(at, Math.min(to, at + sliceSize));
      for (const searched of slice) searched.prepared ??= prepare(searched.path);
      const options = { key: (searched: SearchedPath) => searched.prepared as ReturnType<typeof prepare> };
      for (const { score, indexes, obj } of go(query, slice, { ...options, limit: matchLimit, threshold: 0 })) {
        this.#take(score, obj, indexes);
      }
      this.#cut();
      if (performance.now() - began < sliceMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      began = performance.now();
    }
    return !signal.aborted;
  }

  #take(score: number, { root, path, kind }: SearchedPath, indexes: readonly number[]): void {
    const last = this.#found[matchLimit - 1];
    if (last && score < last.score) return;
    const file_name = path.slice(path.lastIndexOf('/') + 1);
    const indices = codePoints(path, indexes);
    this.#found.push({ score, result: { root, path, match_type: kind, file_name, score: wireScore(score), indices } });
  }

  #cut(): void {
    this.#found.sort((a, b) => b.score - a.score || (a.result.path < b.result.path ? -1 : 1));
    this.#found.length = Math.min(this.#found.length, matchLimit);
  }
}

/** The wire counts characters, JavaScript halves of them. */
function codePoints(path: string, indexes: readonly number[]): number[] {
  const sorted = indexes.toSorted((a, b) => a - b);
  const wanted = new Set(sorted);
  const found: number[] = [];
  let unit = 0;
  let point = 0;
  const last = sorted.at(-1) ?? -1;
  for (const character of path) {
    if (unit > last) break;
    if (wanted.has(unit) || (character.length === 2 && wanted.has(unit + 1))) found.push(point);
    unit += character.length;
    point += 1;
  }
  return found;
}

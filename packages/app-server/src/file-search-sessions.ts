import type { Scope } from '@tenon/plugin-api';
import type { FileSearch } from '@tenon/plugin-api/file-search';
import type { FuzzyFileSearchResult } from '@tenon/protocol/fuzzy-file-search';
import { FileIndex } from './file-index.ts';
import { BestMatches } from './fuzzy-match.ts';
import { invalidRequest } from './rpc-error.ts';

/** Milliseconds between two updates of one query while files are still being listed. */
const updateMs = 100;

export interface SessionListener {
  updated(query: string, files: FuzzyFileSearchResult[]): void;
  /** Every file was searched for the last query. */
  completed(): void;
  failed(error: unknown): void;
}

interface Session {
  readonly index: FileIndex;
  readonly listener: SessionListener;
  readonly end: AbortController;
  /** Ends the search for the query before. */
  query: AbortController;
}

/** The searches of one client. They end with its connection. */
export class FileSearchSessions {
  readonly #sessions = new Map<string, Session>();
  readonly #byToken = new Map<string, AbortController>();
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
    scope.defer(() => {
      for (const id of [...this.#sessions.keys()]) this.stop(id);
    });
  }

  /** One search. A later one with the same token cuts it short: then it gives what was found so far. */
  async once(
    search: FileSearch,
    roots: readonly string[],
    query: string,
    token: string | null,
  ): Promise<FuzzyFileSearchResult[]> {
    const cancel = new AbortController();
    if (token !== null) {
      this.#byToken.get(token)?.abort();
      this.#byToken.set(token, cancel);
    }
    const signal = AbortSignal.any([cancel.signal, this.#scope.signal]);
    try {
      const best = new BestMatches();
      const index = new FileIndex(search, roots, signal);
      await searchAll(index, query, best, signal, () => {});
      return best.results;
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    } finally {
      if (token !== null && this.#byToken.get(token) === cancel) this.#byToken.delete(token);
    }
  }

  /** Files are listed at once, before the first query. A session of that id is replaced, as in the peer. */
  start(id: string, search: FileSearch, roots: readonly string[], listener: SessionListener): void {
    this.stop(id);
    const end = new AbortController();
    const index = new FileIndex(search, roots, AbortSignal.any([end.signal, this.#scope.signal]));
    this.#sessions.set(id, { index, listener, end, query: new AbortController() });
  }

  update(id: string, query: string): void {
    const session = this.#sessions.get(id);
    if (!session) {
      throw invalidRequest(`fuzzy file search session not found: ${id}`, {
        code: 'session_not_found',
        mend: 'Start it first (fuzzyFileSearch/sessionStart).',
      });
    }
    session.query.abort();
    session.query = new AbortController();
    const signal = AbortSignal.any([session.query.signal, session.end.signal, this.#scope.signal]);
    follow(session, query, signal).catch((error: unknown) => {
      if (!signal.aborted) session.listener.failed(error);
    });
  }

  /** Nothing is told once this returned. An unknown id is no error, as in the peer. */
  stop(id: string): void {
    this.#sessions.get(id)?.end.abort();
    this.#sessions.delete(id);
  }
}

async function follow({ index, listener }: Session, query: string, signal: AbortSignal): Promise<void> {
  const best = new BestMatches();
  let told = '';
  const tell = (last: boolean) => {
    const files = best.results;
    const now = JSON.stringify(files);
    // The last of an unchanged list would be the same again; the first is told even when it is empty.
    if (last && now === told) return;
    told = now;
    listener.updated(query, files);
  };
  await searchAll(index, query, best, signal, () => tell(false));
  if (signal.aborted) return;
  tell(true);
  listener.completed();
}

/** Searches what is listed, and what is being listed, to the end. */
async function searchAll(
  index: FileIndex,
  query: string,
  best: BestMatches,
  signal: AbortSignal,
  progress: () => void,
): Promise<void> {
  let told = performance.now();
  for (let at = 0; !signal.aborted; ) {
    const { done } = index;
    const to = index.paths.length;
    // An empty query matches nothing, but its session ends when the files are known.
    if (query.trim() && !(await best.add(query, index.paths, at, to, signal))) return;
    at = to;
    if (done) return index.listed;
    if (index.paths.length > at) continue;
    if (performance.now() - told > updateMs) {
      progress();
      told = performance.now();
    }
    await index.grown();
  }
}

/** One for each connection. */
export const createFileSearchSessions = (scope: Scope): FileSearchSessions => new FileSearchSessions(scope);

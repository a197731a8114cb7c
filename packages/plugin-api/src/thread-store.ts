import type { GitInfo, RolloutLine, SessionMeta, SessionSource } from '@tenon/protocol';
import { service } from './point.ts';

/** The writing end of one thread. Held by one process at a time. */
export interface ThreadLog {
  readonly threadId: string;
  /** The file, for stores that keep one. */
  readonly path: string | null;
  /**
   * Adds lines, in order, all or none. When it returns (or its promise resolves) they survive a kill of the process.
   * The first append of a new thread writes its `session_meta` before them. Throws `thread_store_full`, `thread_store_failed`, `thread_lease_lost`.
   */
  append(lines: readonly RolloutLine[]): void | Promise<void>;
  /** Gives the lease back and brings the index up to date. Idempotent. */
  close(): Promise<void>;
}

/** What a damaged file lost when it was opened. */
export interface LogRepair {
  /** Bytes cut off the end. */
  readonly bytes: number;
  readonly message: string;
}

export interface StoredThread {
  readonly summary: ThreadSummary;
  readonly lines: readonly RolloutLine[];
}

export interface OpenedThread extends StoredThread {
  readonly log: ThreadLog;
  readonly repair?: LogRepair;
}

/** What lists show. Times are unix milliseconds. */
export interface ThreadSummary {
  readonly id: string;
  readonly path: string | null;
  /** The first user message. */
  readonly preview: string;
  readonly name: string | null;
  readonly modelProvider: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly cwd: string;
  readonly cliVersion: string;
  readonly source: SessionSource;
  readonly gitInfo: GitInfo | null;
  readonly forkedFromId: string | null;
  readonly agentNickname: string | null;
  readonly agentRole: string | null;
  readonly archived: boolean;
}

export interface ThreadQuery {
  /** As given out by the last page: opaque. */
  readonly cursor?: string | null;
  /** 1 to 100. */
  readonly limit: number;
  readonly sortKey: 'created_at' | 'updated_at';
  readonly sortDirection: 'asc' | 'desc';
  /** undefined or empty: all. */
  readonly modelProviders?: readonly string[];
  readonly sourceKinds?: readonly string[];
  readonly archived?: boolean;
  readonly cwds?: readonly string[];
  /** Substring of preview or name. */
  readonly searchTerm?: string;
  /** Answer from the index alone. */
  readonly indexOnly?: boolean;
}

export interface ThreadPage {
  readonly data: readonly ThreadSummary[];
  readonly nextCursor: string | null;
  readonly backwardsCursor: string | null;
}

/** A thread by id, or (where the store keeps files) by path. */
export type ThreadRef = { readonly id: string } | { readonly path: string };

export interface ThreadStore {
  readonly name: string;
  /** A new thread. Nothing is written, and it is not listed, until the first append. */
  create(meta: SessionMeta): ThreadLog;
  /**
   * An existing thread, to go on with. A torn last line is cut off and told in `repair`.
   * Throws `thread_not_found`, `thread_locked` (naming who holds the lease), `thread_unreadable`.
   */
  open(ref: ThreadRef): Promise<OpenedThread>;
  /** An existing thread, to look at: takes no lease, changes nothing. Throws `thread_not_found`, `thread_unreadable`. */
  read(ref: ThreadRef): Promise<StoredThread>;
  /** Throws `invalid_cursor`. */
  list(query: ThreadQuery): Promise<ThreadPage>;
  /** Waits for background work and gives up every lease. */
  close(): Promise<void>;
}

/** Where threads are kept. */
export const threadStore = service<ThreadStore>()('threadStore', 'thread-store/v1');

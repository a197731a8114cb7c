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

/** Which lines are wanted. The others are passed over without being parsed, where the store can tell them apart. */
export interface LineFilter {
  /** Default: all. */
  readonly types?: readonly RolloutLine['type'][];
  /** Of `event_msg` lines, only events of these types. Default: all. */
  readonly events?: readonly string[];
  /** A `task_complete` may come with null for its last message, which an `agent_message` says, too. Default false. */
  readonly withoutRepeats?: boolean;
}

/** The lines of a thread as they stood when it was opened or read, at any size. Each iteration reads anew; nothing is held in between. */
export interface ThreadLines {
  /** First to last, in batches. Throws `thread_store_failed`, `thread_not_found` where the thread is gone. */
  forward(filter?: LineFilter): AsyncIterable<readonly RolloutLine[]>;
  /** Last to first: batches, and the lines in each, newest first. Throws as `forward`. */
  backward(filter?: LineFilter): AsyncIterable<readonly RolloutLine[]>;
  /**
   * First to last, as another program reads them: UTF-8, each line with its newline, in pieces of any size. Lines of kinds that nobody here
   * knows are among them, as they stand. Where there is none, what `forward` gives is all there is. Throws as `forward`.
   */
  raw?(): AsyncIterable<Uint8Array>;
}

export interface StoredThread {
  readonly summary: ThreadSummary;
  /** The thread's own: its first line. */
  readonly meta: SessionMeta;
  readonly lines: ThreadLines;
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
  /** Whether memories may be made of it. */
  readonly memoryMode: 'enabled' | 'disabled';
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
  readonly searchTerm?: string;
  /**
   * Where `searchTerm` is looked for. `title` (default): a substring of preview or name. `text`: words of the names and of the messages
   * of user and agent. Each word of the term must begin one of these; upper and lower case and accents are alike. Without a word: none.
   */
  readonly searchIn?: 'title' | 'text';
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
  /**
   * A new thread whose lines begin with its own meta and then those of another as they stand. Written at once, and listed as that one is.
   * Throws as `read`, and as `append` of a log.
   */
  fork(ref: ThreadRef, meta: SessionMeta): Promise<OpenedThread>;
  /** Moves a thread to the archived ones; one that is there already stays. Throws `thread_not_found`, `thread_locked` where it is open for writing. */
  archive(id: string): Promise<ThreadSummary>;
  /** The other way. Throws as `archive`. */
  unarchive(id: string): Promise<ThreadSummary>;
  /** Throws `invalid_cursor`. */
  list(query: ThreadQuery): Promise<ThreadPage>;
  /** Waits for background work and gives up every lease. */
  close(): Promise<void>;
}

/** Where threads are kept. */
export const threadStore = service<ThreadStore>()('threadStore', 'thread-store/v1');

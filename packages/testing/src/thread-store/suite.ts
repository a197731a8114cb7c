import type { ThreadLog, ThreadPage, ThreadQuery, ThreadStore } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';

/** What the parts of the suite work with. Another store for each test: ask `store` within tests only. */
export interface StoreSuite {
  readonly store: ThreadStore;
  /** A second store over the same threads, closed by the suite; the same one where threads are in its memory. */
  another(): ThreadStore;
  /** A new thread with these lines; default a turn that says `hello`. */
  write(lines?: readonly RolloutLine[], more?: Partial<SessionMeta>): Promise<ThreadLog>;
  /** Default: 25, the newest first. */
  list(query?: Partial<ThreadQuery>): Promise<ThreadPage>;
}

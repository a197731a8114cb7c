import type { Generation, Runtime } from '@tenon/kernel';
import type { Scope } from '@tenon/plugin-api';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import type { ThreadLines, ThreadLog } from '@tenon/plugin-api/thread-store';
import type { GitInfo, SessionMeta, SessionSource, TokenUsageBreakdown } from '@tenon/protocol';
import type { ThreadSettings } from './settings.ts';

/** What a thread is made of. A manager fills it in. */
export interface ThreadParts {
  readonly runtime: Runtime;
  readonly scope: Scope;
  readonly meta: SessionMeta;
  readonly source: SessionSource;
  readonly settings: ThreadSettings;
  readonly ephemeral: boolean;
  /** The log also keeps what calls came to: see `itemEvent`. */
  readonly extendedHistory: boolean;
  readonly askPerson: AskPerson;
  readonly newId: () => string;
  /** Lines of a stored thread; null for a new one. */
  readonly lines: ThreadLines | null;
  /** Unix milliseconds; default when it was made. */
  readonly updatedAt?: number;
  /** The writing end of an opened thread; undefined makes a new one. */
  readonly log?: ThreadLog;
  /** The generation the log's store belongs to. */
  readonly generation: Generation;
  readonly preview: string;
  readonly name: string | null;
  readonly gitInfo?: GitInfo | null;
  readonly usage: TokenUsageBreakdown | null;
  /** Told of what went wrong where no client can be told. */
  readonly onError: (error: unknown) => void;
}

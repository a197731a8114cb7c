import type {
  RolloutLine,
  SessionMeta,
  ThreadStatus,
  TokenUsageBreakdown,
  Thread as WireThread,
} from '@tenon/protocol';
import { editGitInfo } from '@tenon/thread-store';
import type { ThreadSettings } from './settings.ts';
import type { ThreadParts } from './thread-parts.ts';
import { addUsage, noUsage } from './usage.ts';

/** What clients are shown of a thread beside its turns. What stands in the log changes when the line is stored, not before. */
export class ThreadFacts {
  readonly #parts: Pick<ThreadParts, 'source' | 'ephemeral'>;
  readonly meta: SessionMeta;
  name: string | null;
  preview: string;
  status: ThreadStatus = { type: 'idle' };
  /** Whether anything of it is in the store. */
  stored: boolean;
  #gitInfo: WireThread['gitInfo'];
  #usage: TokenUsageBreakdown;
  #updatedAt: number;

  constructor(parts: ThreadParts) {
    this.#parts = parts;
    const { meta } = parts;
    this.meta = meta;
    this.name = parts.name;
    this.preview = parts.preview;
    this.stored = parts.lines !== null;
    this.#usage = parts.usage ?? noUsage;
    this.#updatedAt = parts.updatedAt ?? Date.parse(meta.timestamp);
    this.#gitInfo = parts.gitInfo ?? null;
  }

  get gitInfo(): WireThread['gitInfo'] {
    return this.#gitInfo;
  }

  /** Lines that are stored now. */
  take(lines: readonly RolloutLine[]): void {
    this.stored = true;
    this.#updatedAt = Date.now();
    for (const line of lines) {
      if (line.type !== 'event_msg') continue;
      const event = line.payload;
      if (event.type === 'thread_name_updated') this.name = event.thread_name || null;
      else if (event.type === 'thread_metadata_updated')
        this.#gitInfo = editGitInfo(this.#gitInfo ?? null, event.git_info);
    }
  }

  /** Adds to the thread's usage; the sum comes back. */
  addUsage(usage: TokenUsageBreakdown): TokenUsageBreakdown {
    this.#usage = addUsage(this.#usage, usage);
    return this.#usage;
  }

  /** The thread as clients see it, without turns. */
  toWire(settings: ThreadSettings, path: string | null): WireThread {
    const { meta } = this;
    return {
      id: meta.id,
      forkedFromId: meta.forked_from_id ?? null,
      preview: this.preview,
      ephemeral: this.#parts.ephemeral,
      modelProvider: settings.modelProvider,
      createdAt: Math.floor(Date.parse(meta.timestamp) / 1000),
      updatedAt: Math.floor(this.#updatedAt / 1000),
      status: this.status,
      path,
      cwd: settings.cwd,
      cliVersion: meta.cli_version,
      source: this.#parts.source,
      agentNickname: null,
      agentRole: null,
      gitInfo: this.#gitInfo,
      name: this.name,
      turns: [],
    };
  }
}

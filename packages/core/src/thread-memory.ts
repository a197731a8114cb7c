import type { ThreadLines } from '@tenon/plugin-api/thread-store';
import type { ResponseItem, RolloutLine } from '@tenon/protocol';
import { createHistory, type History, loadHistory } from '@tenon/thread-store';
import type { ThreadSettings } from './settings.ts';
import { Told } from './told.ts';

export interface MemoryOptions {
  /** Fills in what a `turn_context` line does not say. */
  readonly base: ThreadSettings;
  /** The lines of a stored thread as it was opened; null for a new one. */
  readonly lines: ThreadLines | null;
  /** The lines as they are stored now. */
  readonly reread: () => Promise<ThreadLines>;
  /** Aborted when the thread is closed: nothing is read any more. */
  readonly signal: AbortSignal;
}

/**
 * What the model knows of a thread: its history, and what it was told it works under. Of a stored thread that is read when `ready` is
 * first called, from its last compaction on; a rollback that goes further back makes the next turn read again.
 */
export class ThreadMemory {
  readonly #options: MemoryOptions;
  #history: History | undefined;
  #told: Told;
  /** Lines to read the history from; undefined: those that are stored when it is read. */
  #lines: ThreadLines | undefined;
  /** Stored behind `lines`, while no history was read. */
  #late: RolloutLine[] = [];
  #taken = 0;
  #loading: Promise<void> | undefined;

  constructor(options: MemoryOptions) {
    this.#options = options;
    this.#told = new Told(options.base, []);
    if (options.lines) this.#lines = options.lines;
    else this.#history = createHistory();
  }

  /** What a model is sent. Call `ready` first. */
  get items(): readonly ResponseItem[] {
    return this.#history?.items ?? [];
  }

  /** undefined: nothing, so the next turn begins with everything. Call `ready` first. */
  get told(): ThreadSettings | undefined {
    return this.#told.settings;
  }

  /** Lines that are stored now. */
  take(lines: readonly RolloutLine[]): void {
    this.#taken += 1;
    if (this.#history) {
      this.#history.append(lines);
      this.#told.take(lines);
    }
    if (this.#lines) this.#late.push(...lines);
  }

  /** Resolves when all that is stored is known. It is read piece by piece, so that other work goes on. Throws what the store throws. */
  ready(): Promise<void> {
    if (this.#history && !this.#history.short) return Promise.resolve();
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    // What is appended while the store is read may be in it or not.
    for (let before = -1; !this.#lines && before !== this.#taken; ) {
      before = this.#taken;
      const lines = await this.#options.reread();
      if (before === this.#taken) this.#lines = lines;
    }
    const { base, signal } = this.#options;
    const told = new Told(base, []);
    const history = await loadHistory(this.#lines ?? (await this.#options.reread()), {
      folded: (lines) => told.take(lines),
      pause: async () => {
        await new Promise((resolve) => void setImmediate(resolve));
        signal.throwIfAborted();
      },
    });
    history.append(this.#late);
    told.take(this.#late);
    this.#lines = undefined;
    this.#late = [];
    this.#history = history;
    this.#told = told;
    if (history.short) await this.#load();
  }
}

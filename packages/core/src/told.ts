import type { RolloutLine } from '@tenon/protocol';
import type { ThreadSettings } from './settings.ts';

/** What the model was told it works under, as its history stands: a compaction takes it away, a rollback may. */
export class Told {
  /** In the order it was told; `turn` counts turns with a user message since the thread was loaded, from 0. */
  #entries: { readonly turn: number; readonly settings: ThreadSettings }[] = [];
  /** Turns with a user message since the thread was loaded. */
  #turns = 0;
  #counted = false;

  constructor(before: ThreadSettings | undefined) {
    if (before) this.#entries.push({ turn: -1, settings: before });
  }

  /** undefined: nothing, so the next turn begins with everything. */
  get settings(): ThreadSettings | undefined {
    return this.#entries.at(-1)?.settings;
  }

  /** The running turn's model was told that. */
  add(settings: ThreadSettings): void {
    this.#entries.push({ turn: this.#counted ? this.#turns - 1 : this.#turns, settings });
  }

  /** Lines that are stored now. */
  take(lines: readonly RolloutLine[]): void {
    for (const line of lines) {
      if (line.type === 'compacted') this.#entries = [];
      if (line.type !== 'event_msg') continue;
      const event = line.payload;
      if (event.type === 'task_started') this.#counted = false;
      else if (event.type === 'user_message' && !this.#counted) {
        this.#counted = true;
        this.#turns += 1;
      } else if (event.type === 'thread_rolled_back') this.#rollBack(event.num_turns);
    }
  }

  /** Behind the point where the thread was loaded nobody knows who was told what: then the model is told anew. */
  #rollBack(count: number): void {
    const left = this.#turns - count;
    this.#entries = left < 0 ? [] : this.#entries.filter(({ turn }) => turn < left);
    this.#turns = Math.max(0, left);
  }
}

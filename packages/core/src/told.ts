import type { RolloutLine } from '@tenon/protocol';
import { settingsFromRollout } from './rollout-settings.ts';
import type { ThreadSettings } from './settings.ts';

/** What the model was told it works under, as its history stands: a compaction takes it away, a rollback may. */
export class Told {
  readonly #base: ThreadSettings;
  /** In the order it was told; `turn` counts turns with a user message, from 0. */
  #entries: { readonly turn: number; readonly settings: ThreadSettings }[] = [];
  #turns = 0;
  /** False until the first `task_started`: until then each user message is a turn. */
  #explicit = false;
  /** The present turn has its user message. */
  #counted = false;

  /** `base` fills in what a `turn_context` line does not say. */
  constructor(base: ThreadSettings, lines: readonly RolloutLine[]) {
    this.#base = base;
    this.take(lines);
  }

  /** undefined: nothing, so the next turn begins with everything. */
  get settings(): ThreadSettings | undefined {
    return this.#entries.at(-1)?.settings;
  }

  /** Lines that are stored now. */
  take(lines: readonly RolloutLine[]): void {
    for (const line of lines) {
      if (line.type === 'compacted') this.#entries = [];
      else if (line.type === 'turn_context') {
        const turn = this.#counted && this.#explicit ? this.#turns - 1 : this.#turns;
        this.#entries.push({ turn, settings: { ...this.#base, ...settingsFromRollout(line.payload) } });
      } else if (line.type === 'event_msg') this.#event(line.payload);
    }
  }

  #event(event: Extract<RolloutLine, { type: 'event_msg' }>['payload']): void {
    if (event.type === 'task_started') {
      this.#explicit = true;
      this.#counted = false;
    } else if (event.type === 'user_message') {
      if (!this.#explicit || !this.#counted) this.#turns += 1;
      this.#counted = true;
    } else if (event.type === 'thread_rolled_back') {
      // What was told before the lines this began with is not known: then the model is told anew.
      const left = this.#turns - event.num_turns;
      this.#entries = left < 0 ? [] : this.#entries.filter(({ turn }) => turn < left);
      this.#turns = Math.max(0, left);
    }
  }
}

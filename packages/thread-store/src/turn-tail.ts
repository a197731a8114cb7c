import type { RolloutLine } from '@tenon/protocol';

/** What a line, read backward, turned out to be. */
export type TailStep = 'turn' | 'rolled_back_turn' | undefined;

/**
 * Follows a log from its end to its beginning, turn by turn: a rollback takes turns that are read only after it.
 * What it says is on the safe side: where it is in doubt, more is read.
 */
export class TurnTail {
  readonly #saysUser: (line: RolloutLine) => boolean;
  /** Turns with a user message that rollbacks behind this place still take. */
  #pending = 0;
  #user = false;
  /** Turns that ended behind this place; they may have begun before it. */
  readonly #ended = new Set<string>();

  /** `saysUser`: true for a line that makes the turn it stands in one that a rollback counts. */
  constructor(saysUser: (line: RolloutLine) => boolean) {
    this.#saysUser = saysUser;
  }

  /** No rollback read so far takes anything that stands before this place. */
  get settled(): boolean {
    return this.#pending === 0;
  }

  /** Every turn that ended was seen to begin. */
  get whole(): boolean {
    return this.#ended.size === 0;
  }

  /** The line before those given so far. */
  step(line: RolloutLine): TailStep {
    if (this.#saysUser(line)) this.#user = true;
    if (line.type !== 'event_msg') return undefined;
    const event = line.payload;
    switch (event.type) {
      case 'thread_rolled_back': {
        const count = Math.trunc(event.num_turns);
        if (count > 0) this.#pending += count;
        this.#user = false;
        return undefined;
      }
      case 'task_complete':
      case 'turn_aborted':
        if (event.turn_id) this.#ended.add(event.turn_id);
        this.#user = false;
        return undefined;
      case 'task_started': {
        const counts = this.#user;
        this.#user = false;
        this.#ended.delete(event.turn_id);
        if (this.#pending === 0) return 'turn';
        if (counts) this.#pending -= 1;
        return 'rolled_back_turn';
      }
      default:
        return undefined;
    }
  }
}

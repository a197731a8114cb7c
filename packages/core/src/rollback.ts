import { tenonError } from '@tenon/plugin-api';
import type { SequencedLog } from './thread-log.ts';

/** Takes back the last turns of a thread, one rollback at a time. */
export class Rollback {
  #running = false;

  /** Refuses what cannot be rolled back now. Throws `rollback_count_invalid`, `turn_active`, `rollback_active`. */
  check(numTurns: number, activeTurnId: string | undefined): void {
    if (!Number.isInteger(numTurns) || numTurns < 1) {
      throw tenonError({ code: 'rollback_count_invalid', message: 'numTurns must be >= 1', mend: 'Give 1 or more.' });
    }
    if (activeTurnId !== undefined) {
      throw tenonError({
        code: 'turn_active',
        message: `cannot rollback while a turn is in progress: ${activeTurnId}`,
        mend: 'Interrupt it (turn/interrupt), or wait for turn/completed.',
      });
    }
    if (this.#running) {
      throw tenonError({
        code: 'rollback_active',
        message: 'rollback already in progress for this thread',
        mend: 'Wait for its answer.',
      });
    }
  }

  /** Nothing is deleted: a line says so, and every reader heeds it. */
  async run(log: SequencedLog, numTurns: number): Promise<void> {
    this.#running = true;
    try {
      await log.append([{ type: 'event_msg', payload: { type: 'thread_rolled_back', num_turns: numTurns } }]);
    } finally {
      this.#running = false;
    }
  }
}

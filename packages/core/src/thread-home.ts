import type { Generation } from '@tenon/kernel';
import { type ThreadLog, threadStore } from '@tenon/plugin-api/thread-store';
import { createEphemeralLog } from './ephemeral-log.ts';
import type { SequencedLog } from './thread-log.ts';
import type { ThreadParts } from './thread-parts.ts';

/** The writing end of a thread that has none yet. */
export function newLog(parts: Omit<ThreadParts, 'lines'>, generation: Generation): ThreadLog {
  const { meta, ephemeral } = parts;
  return ephemeral ? createEphemeralLog(meta.id) : generation.service(threadStore).create(meta);
}

/** The generation of plugins a thread holds, and with it the store's writing end. */
export class ThreadHome {
  readonly #parts: Omit<ThreadParts, 'lines'>;
  readonly #log: SequencedLog;
  readonly #stored: () => boolean;
  #held: Generation;
  /** Moves to other generations, one after another. */
  #moved: Promise<void> = Promise.resolve();

  constructor(parts: Omit<ThreadParts, 'lines'>, log: SequencedLog, stored: () => boolean) {
    this.#parts = parts;
    this.#log = log;
    this.#stored = stored;
    this.#held = parts.generation;
  }

  get generation(): Generation {
    return this.#held;
  }

  /**
   * Takes over the current generation, and keeps it until the one after.
   * Where that fails the thread stays with the old one, and the next turn tries again.
   */
  move(): Promise<void> {
    const next = this.#parts.runtime.acquire();
    const move = this.#moved.then(() => this.#moveTo(next));
    // Whoever asked for it learns how it ended; the next move only waits for it.
    this.#moved = move.catch(() => {});
    return move;
  }

  /** Gives back the writing end and the generation. Throws what could not be stored. */
  async close(): Promise<void> {
    await this.#moved;
    try {
      await this.#log.settled();
    } finally {
      await this.#log.store.close().finally(() => this.#held[Symbol.dispose]());
    }
  }

  async #moveTo(next: Generation): Promise<void> {
    const old = this.#held;
    const { ephemeral, meta } = this.#parts;
    try {
      if (next.number !== old.number && !ephemeral) {
        await this.#log.store.close();
        this.#log.store = this.#stored()
          ? (await next.service(threadStore).open({ id: meta.id })).log
          : newLog(this.#parts, next);
      }
    } catch (error) {
      next[Symbol.dispose]();
      throw error;
    }
    this.#held = next;
    old[Symbol.dispose]();
  }
}

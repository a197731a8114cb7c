import { type Position, StarlarkError } from './starlark-error.ts';

/** What one file may cost. All are far above what rules need, and far below what a person would notice. */
export const LIMITS = {
  /** UTF-16 units of the file. */
  text: 1_000_000,
  /** Expressions and statements evaluated. */
  steps: 500_000,
  /** Calls within calls. */
  calls: 64,
  /** Brackets within brackets, blocks within blocks. */
  nesting: 64,
  /** Characters and list items made. */
  memory: 4_000_000,
} as const;

/** Counts what the evaluation of one file costs, and stops it. */
export class Budget {
  #steps = 0;
  #calls = 0;
  #memory = 0;

  step(at: Position): void {
    this.#steps += 1;
    if (this.#steps > LIMITS.steps) throw new StarlarkError(`takes more than ${LIMITS.steps} steps`, at);
  }

  take(cells: number, at: Position): void {
    this.#memory += cells;
    if (this.#memory > LIMITS.memory)
      throw new StarlarkError(`makes more than ${LIMITS.memory} characters and items`, at);
  }

  within<T>(at: Position, call: () => T): T {
    if (this.#calls >= LIMITS.calls) throw new StarlarkError(`calls go deeper than ${LIMITS.calls}`, at);
    this.#calls += 1;
    try {
      return call();
    } finally {
      this.#calls -= 1;
    }
  }
}

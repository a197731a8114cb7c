import type { Turn } from './turn.ts';

/** The turn of a thread that runs, and those that wait for it. */
export class TurnQueue {
  readonly #waiting: Turn[] = [];
  #running: Turn | undefined;

  get running(): Turn | undefined {
    return this.#running;
  }

  /** Runs, or waits, in the order added. */
  add(turn: Turn): void {
    if (this.#running) this.#waiting.push(turn);
    else this.#begin(turn);
  }

  /** The running turn is over: the next one begins. */
  next(): void {
    this.#running = undefined;
    const turn = this.#waiting.shift();
    if (turn) this.#begin(turn);
  }

  /** Takes out a turn that waits, and ends it. False: none of that id waits. */
  cancel(id: string): boolean {
    const at = this.#waiting.findIndex((turn) => turn.id === id);
    if (at < 0) return false;
    for (const turn of this.#waiting.splice(at, 1)) turn.cancel();
    return true;
  }

  /** Takes out all that wait, and ends them. */
  cancelAll(): void {
    for (const turn of this.#waiting.splice(0)) turn.cancel();
  }

  #begin(turn: Turn): void {
    this.#running = turn;
    turn.begin();
  }
}

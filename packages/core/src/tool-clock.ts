import type { ToolClock } from '@tenon/plugin-api/tool';

/** One `after` that has not come yet. */
interface Timer {
  start(): void;
  stop(): void;
}

/** The clock of a thread's tools: it can be made to stand still. */
export class PausableClock implements ToolClock {
  readonly #timers = new Set<Timer>();
  #paused = false;

  after(milliseconds: number, run: () => void): () => void {
    let left = milliseconds;
    let startedAt = 0;
    let handle: NodeJS.Timeout | undefined;
    const timer: Timer = {
      start() {
        startedAt = performance.now();
        handle = setTimeout(() => {
          cancel();
          run();
        }, left);
      },
      stop() {
        clearTimeout(handle);
        left = Math.max(0, left - (performance.now() - startedAt));
      },
    };
    const cancel = () => {
      clearTimeout(handle);
      this.#timers.delete(timer);
    };
    this.#timers.add(timer);
    if (!this.#paused) timer.start();
    return cancel;
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    for (const timer of this.#timers) timer.stop();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    for (const timer of this.#timers) timer.start();
  }
}

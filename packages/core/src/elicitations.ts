import { tenonError } from '@tenon/plugin-api';
import type { ToolClock } from '@tenon/plugin-api/tool';
import { PausableClock } from './tool-clock.ts';

/**
 * Questions that clients ask a person outside of the conversation. While there is one, the time-outs of the thread's tools
 * stand still: a person who thinks must not cost a command its time. They are nobody's own: who counts one down may be another
 * client than who counted it up.
 */
export class Elicitations {
  readonly #clock = new PausableClock();
  #count = 0;

  get clock(): ToolClock {
    return this.#clock;
  }

  /** One more; how many there are comes back. */
  increment(): number {
    this.#clock.pause();
    this.#count += 1;
    return this.#count;
  }

  /** One less; how many there are comes back. Throws `elicitation_count_zero`. */
  decrement(): number {
    if (this.#count === 0) {
      throw tenonError({
        code: 'elicitation_count_zero',
        message: 'out-of-band elicitation count is already zero',
        mend: 'Send thread/decrement_elicitation once for each thread/increment_elicitation; a thread that was unloaded begins at zero.',
      });
    }
    this.#count -= 1;
    if (this.#count === 0) this.#clock.resume();
    return this.#count;
  }
}

import { ClientError } from './errors.ts';

/** Events of one iterable: kept from the moment it is made, until they are read. */
export interface EventStream<E> extends AsyncIterableIterator<E, undefined>, AsyncDisposable {
  return(): Promise<IteratorResult<E, undefined>>;
}

/** A queue with an end. What was put in before the end is read before the end shows. */
export class EventQueue<E> implements EventStream<E> {
  readonly #limit: number;
  readonly #onEnd: () => void;
  #events: E[] = [];
  #read = 0;
  #end: { readonly error?: Error } | undefined;
  readonly #waiting: { resolve(result: IteratorResult<E, undefined>): void; reject(error: Error): void }[] = [];

  /** `onEnd` is called once: when the queue ends, or its reader leaves. */
  constructor(limit: number, onEnd: () => void) {
    this.#limit = limit;
    this.#onEnd = onEnd;
  }

  push(event: E): void {
    if (this.#end) return;
    const waiting = this.#waiting.shift();
    if (waiting) {
      waiting.resolve({ value: event, done: false });
      return;
    }
    if (this.#events.length - this.#read >= this.#limit) {
      this.finish(
        new ClientError('events_overflow', `${this.#limit} events wait to be read, and more came`, {
          mend: 'read faster, ask for fewer methods, or raise `limit`',
        }),
      );
      return;
    }
    this.#events.push(event);
  }

  finish(error?: Error): void {
    if (this.#end) return;
    this.#end = error ? { error } : {};
    this.#onEnd();
    for (const [at, { resolve, reject }] of this.#waiting.splice(0).entries()) {
      // An error is told once.
      if (error && at === 0) reject(this.#takeError(error));
      else resolve({ value: undefined, done: true });
    }
  }

  next(): Promise<IteratorResult<E, undefined>> {
    if (this.#read < this.#events.length) {
      const value = this.#events[this.#read] as E;
      this.#read += 1;
      if (this.#read === this.#events.length || this.#read >= 1024) {
        this.#events = this.#events.slice(this.#read);
        this.#read = 0;
      }
      return Promise.resolve({ value, done: false });
    }
    if (this.#end?.error) return Promise.reject(this.#takeError(this.#end.error));
    if (this.#end) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<E, undefined>> {
    this.#events = [];
    this.#read = 0;
    this.finish();
    this.#end = {};
    return Promise.resolve({ value: undefined, done: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #takeError(error: Error): Error {
    this.#end = {};
    return error;
  }
}

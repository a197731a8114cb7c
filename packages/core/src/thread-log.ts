import type { ThreadLog } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, ServerNotification } from '@tenon/protocol';

/** What subscribers get: notifications of one thread, numbered without gaps from 1. */
export interface ThreadEvent {
  readonly seq: number;
  readonly notification: ServerNotification;
}
export type ThreadListener = (event: ThreadEvent) => void;

/** A line without its timestamp. */
export type NewLine = { [L in RolloutLine as L['type']]: Pick<L, 'type' | 'payload'> }[RolloutLine['type']];

/**
 * One thread's sequenced log. Append, then publish: what a client was told is in the store.
 * With a store that appends at once everything here is synchronous; with one that answers later, what follows waits its turn.
 */
export class SequencedLog {
  readonly #listeners = new Set<ThreadListener>();
  readonly #onFailure: (error: unknown) => void;
  readonly #onLines: (lines: readonly RolloutLine[]) => void;
  readonly #onListenerError: (error: unknown) => void;
  #store: ThreadLog;
  #seq = 0;
  #lastTime = 0;
  /** Resolves when what was handed over so far is stored; undefined while nothing waits. */
  #tail: Promise<void> | undefined;
  /** Why an append that was answered later failed. Until `settled` has told it, nothing more is stored. */
  #failure: { readonly error: unknown } | undefined;
  #lastError: unknown;

  constructor(options: {
    readonly store: ThreadLog;
    /** Lines that are stored: the model's history is made of them. */
    readonly onLines: (lines: readonly RolloutLine[]) => void;
    /** A store that answers later could not append: its lines, and those that waited behind them, are not stored. */
    readonly onFailure: (error: unknown) => void;
    /** A listener threw. The others are told all the same. */
    readonly onListenerError: (error: unknown) => void;
  }) {
    this.#store = options.store;
    this.#onLines = options.onLines;
    this.#onFailure = options.onFailure;
    this.#onListenerError = options.onListenerError;
  }

  get path(): string | null {
    return this.#store.path;
  }

  /** The writing end in use. It may be replaced between turns only. */
  get store(): ThreadLog {
    return this.#store;
  }
  set store(store: ThreadLog) {
    this.#store = store;
  }

  subscribe(listener: ThreadListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stores the lines, then publishes. Throws what the store throws; then nothing was published. */
  record(lines: readonly NewLine[], ...notifications: readonly ServerNotification[]): void {
    this.#record(lines, notifications);
  }

  /** As `record`, and resolves when just these lines are stored and told, whoever else waits for what. Rejects where they are not. */
  async append(lines: readonly NewLine[], ...notifications: readonly ServerNotification[]): Promise<void> {
    let stored = false;
    this.#record(lines, notifications, () => {
      stored = true;
    });
    while (this.#tail && !stored) await this.#tail;
    if (stored) return;
    await this.settled();
    // Another one that waited was told of it first.
    throw this.#lastError;
  }

  #record(lines: readonly NewLine[], notifications: readonly ServerNotification[], stored?: () => void): void {
    if (this.#failure) throw this.#failure.error;
    const stamped = lines.map((line) => ({ timestamp: this.#now(), ...line }) as RolloutLine);
    if (this.#tail) {
      this.#chain(async () => {
        if (this.#failure) return;
        await this.#store.append(stamped);
        this.#done(stamped, notifications, stored);
      });
      return;
    }
    const pending = this.#store.append(stamped);
    if (pending === undefined) this.#done(stamped, notifications, stored);
    else this.#chain(() => pending.then(() => this.#done(stamped, notifications, stored)));
  }

  /** Publishes what is not stored (deltas, states), in order with what is. */
  publish(notification: ServerNotification): void {
    if (this.#tail) this.#chain(async () => this.#emit(notification));
    else this.#emit(notification);
  }

  /** Resolves when everything handed over is stored and published. Throws, once, what an append failed with. */
  async settled(): Promise<void> {
    while (this.#tail) await this.#tail;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }

  #chain(step: () => Promise<void>): void {
    const tail = (this.#tail ?? Promise.resolve())
      .then(step)
      .catch((error) => {
        this.#failure ??= { error };
        this.#lastError = error;
        this.#onFailure(error);
      })
      .then(() => {
        if (this.#tail === tail) this.#tail = undefined;
      });
    this.#tail = tail;
  }

  #done(lines: readonly RolloutLine[], notifications: readonly ServerNotification[], stored?: () => void): void {
    stored?.();
    this.#onLines(lines);
    for (const notification of notifications) this.#emit(notification);
  }

  #emit(notification: ServerNotification): void {
    this.#seq += 1;
    const event = { seq: this.#seq, notification };
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }

  /** RFC 3339 with milliseconds, never going back within one thread. */
  #now(): string {
    this.#lastTime = Math.max(this.#lastTime, Date.now());
    return new Date(this.#lastTime).toISOString();
  }
}

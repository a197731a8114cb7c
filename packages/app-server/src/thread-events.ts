import type { Thread } from '@tenon/core';
import type { ServerNotification } from '@tenon/protocol';
import { jsonText } from './lines.ts';

/** Newest events that are kept of a thread, for clients that come back. */
const maxEvents = 2048;
/** Characters of JSON that are kept of a thread. */
const maxChars = 1024 * 1024;
/** Milliseconds after the last event of an idle thread until what is kept of it is let go of. */
const idleMs = 60_000;

/** An event of a thread. `text` is its JSON, written out once for all clients. */
export interface SentEvent {
  readonly seq: number;
  readonly notification: ServerNotification;
  readonly text: () => string;
}

/** Where a client's knowledge of a thread ends, as `<epoch>:<seq>` on the wire. */
const cursorForm = /^([0-9a-f]{16}):(\d{1,15})$/;

export type WatchedThread = Pick<Thread, 'id' | 'subscribe' | 'status'>;

/** The events of one loaded thread, and the newest of them kept as text. */
export class ThreadEvents {
  readonly #thread: WatchedThread;
  // Taken here and not imported: `initialize` must not wait for it.
  readonly #epoch = process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex');
  readonly #listeners = new Set<(event: SentEvent) => void>();
  /** Texts of the events up to `#seq`, without gaps. */
  #kept: string[] = [];
  #chars = 0;
  #seq = 0;
  #forget: NodeJS.Timeout | undefined;

  constructor(thread: WatchedThread) {
    this.#thread = thread;
    thread.subscribe(({ seq, notification }) => this.#take(seq, notification));
  }

  get cursor(): string {
    return `${this.#epoch}:${this.#seq}`;
  }

  /** What comes from now on. */
  listen(listener: (event: SentEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The events after a cursor, oldest first. undefined: not all of them are kept, or it is of another time. */
  since(cursor: string): readonly SentEvent[] | undefined {
    const [, epoch, at] = cursorForm.exec(cursor) ?? [];
    const missed = this.#seq - Number(at);
    if (epoch !== this.#epoch || missed < 0 || missed > this.#kept.length) return undefined;
    const first = this.#kept.length - missed;
    return this.#kept.slice(first).map((text, index) => ({
      seq: Number(at) + 1 + index,
      notification: JSON.parse(text) as ServerNotification,
      text: () => text,
    }));
  }

  #take(seq: number, notification: ServerNotification): void {
    const text = jsonText(notification);
    this.#seq = seq;
    this.#kept.push(text);
    this.#chars += text.length;
    if (this.#kept.length > maxEvents || this.#chars > maxChars) this.#trim();
    if (notification.method === 'turn/completed') this.#forgetLater();
    const event: SentEvent = { seq, notification, text: () => text };
    for (const listener of this.#listeners) listener(event);
  }

  /** Drops an eighth at a time: an array is not moved for every event. */
  #trim(): void {
    let from = 0;
    while (this.#kept.length - from > (maxEvents * 7) / 8 || this.#chars > (maxChars * 7) / 8) {
      this.#chars -= this.#kept[from]?.length ?? 0;
      from += 1;
    }
    this.#kept = this.#kept.slice(from);
  }

  #forgetLater(): void {
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => {
      if (this.#thread.status.type === 'active') return;
      this.#kept = [];
      this.#chars = 0;
    }, idleMs).unref();
  }
}

import type { ClientEvent } from './events.ts';

export interface Subscriber {
  event(event: ClientEvent): void;
  /** Nothing follows. Without an error: the client was closed. */
  end(error?: Error): void;
}

/** Those who hear every event, in order. */
export class Subscribers {
  readonly #all = new Set<Subscriber>();
  #end: { readonly error: Error | undefined } | undefined;

  /** Gives the function that ends the subscription. */
  add(subscriber: Subscriber): () => void {
    if (this.#end) {
      subscriber.end(this.#end.error);
      return () => {};
    }
    this.#all.add(subscriber);
    return () => this.#all.delete(subscriber);
  }

  publish(event: ClientEvent): void {
    for (const subscriber of [...this.#all]) subscriber.event(event);
  }

  end(error?: Error): void {
    this.#end = { error };
    const all = [...this.#all];
    this.#all.clear();
    for (const subscriber of all) subscriber.end(error);
  }
}

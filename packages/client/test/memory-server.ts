import type { Channel, Transport } from '../src/channel.ts';

export interface Wire {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A server that is told what to say. One connection at a time. */
export class MemoryServer {
  /** Every message of the client, over all connections. */
  readonly heard: Wire[] = [];
  connections = 0;
  /** Rejects the next connections with this. */
  refuse: Error | undefined;
  /** Answers by method, `initialize` included; what is not here waits for `answer`. */
  readonly answers: Record<string, (params: Record<string, unknown>) => unknown> = {
    initialize: () => ({ userAgent: 'memory', codexHome: '/home', platformFamily: 'unix', platformOs: 'linux' }),
  };
  #send: (message: unknown) => void = () => {};
  #closed: (reason?: Error) => void = () => {};
  readonly #waiting = new Set<() => void>();

  readonly transport: Transport = {
    open: async () => {
      if (this.refuse) throw this.refuse;
      return this.channel();
    },
  };

  channel(): Channel {
    this.connections += 1;
    let open = true;
    const mine = this.connections;
    return {
      send: (message) => {
        if (!open || mine !== this.connections) return;
        const wire = structuredClone(message) as Wire;
        queueMicrotask(() => this.#hear(wire));
      },
      onMessage: (listener) => {
        this.#send = (message) => {
          if (open) listener(message);
        };
      },
      onClose: (listener) => {
        this.#closed = listener;
      },
      close: () => {
        open = false;
      },
    };
  }

  /** Sends anything. */
  say(message: unknown): void {
    this.#send(message);
  }

  notify(method: string, params: unknown, seq?: number): void {
    this.say({ method, params, ...(seq !== undefined && { seq }) });
  }

  /** Breaks the connection. */
  drop(): void {
    this.#closed(new Error('the wire was cut'));
  }

  /** The first message that passes, now or later. */
  async wait(test: (message: Wire) => boolean): Promise<Wire> {
    for (;;) {
      const found = this.heard.find(test);
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  waitFor(method: string): Promise<Wire> {
    return this.wait((message) => message.method === method);
  }

  #hear(message: Wire): void {
    this.heard.push(message);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    const answer = message.id === undefined || !message.method ? undefined : this.answers[message.method];
    if (!answer) return;
    try {
      this.say({ id: message.id, result: answer(message.params ?? {}) });
    } catch (error) {
      this.say({ error: { code: -32600, message: (error as Error).message }, id: message.id });
    }
  }
}

export const aThread = (id: string, turns: unknown[] = []) => ({ id, turns });
export const aTurn = (id: string, status = 'inProgress', items: unknown[] = []) => ({ id, status, items });

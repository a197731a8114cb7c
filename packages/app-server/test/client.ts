import type { ClientMethod, ClientRequests } from '@tenon/protocol';
import type { AppServer, Connection } from '../src/index.ts';
import { expectWellFormed, type Message } from './schemas.ts';

/** An answer that is an error. */
class RpcAnswer extends Error {
  readonly error: NonNullable<Message['error']>;
  constructor(error: NonNullable<Message['error']>) {
    super(error.message);
    this.error = error;
  }
}

interface Watch {
  readonly test: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
}

/**
 * A client in memory. What it is sent went through JSON, and is checked against the protocol's schemas as it comes;
 * `check` tells what was wrong with it.
 */
export class Client {
  readonly connection: Connection;
  /** All that came, in order. */
  readonly messages: Message[] = [];
  readonly #server: AppServer;
  readonly #asked = new Map<unknown, { readonly method: string; readonly settle: (message: Message) => void }>();
  readonly #watches = new Set<Watch>();
  readonly #faults: unknown[] = [];
  #next = 1;
  /** Answers requests of the server; undefined leaves one unanswered. */
  respond: (request: Message) => object | undefined = () => undefined;

  constructor(server: AppServer) {
    this.#server = server;
    this.connection = server.connect({ send: (message) => this.#take(JSON.parse(JSON.stringify(message)) as Message) });
  }

  #take(message: Message): void {
    this.messages.push(message);
    const asked = message.method === undefined ? this.#asked.get(message.id) : undefined;
    try {
      expectWellFormed(message, asked?.method);
    } catch (fault) {
      this.#faults.push(fault);
    }
    asked?.settle(message);
    for (const watch of [...this.#watches]) if (watch.test(message)) watch.resolve(message);
    if (message.method !== undefined && message.id !== undefined) {
      const answer = this.respond(message);
      if (answer) this.send({ id: message.id, ...answer });
    }
  }

  /** Throws what was wrong with what the server sent. */
  check(): void {
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  send(message: unknown): void {
    this.connection.receive(JSON.parse(JSON.stringify(message)));
  }

  /** Resolves with the result; rejects with an RpcAnswer. */
  request<M extends ClientMethod>(method: M, params: ClientRequests[M]['params']): Promise<ClientRequests[M]['result']>;
  request(method: string, params?: unknown): Promise<unknown>;
  request(method: string, params?: unknown): Promise<unknown> {
    this.#next += 1;
    return this.requestAs(this.#next - 1, method, params);
  }

  /** A request with an id of the caller's. */
  requestAs(id: string | number, method: string, params?: unknown): Promise<unknown> {
    const answered = new Promise((resolve, reject) => {
      this.#asked.set(id, {
        method,
        settle: (message) => (message.error ? reject(new RpcAnswer(message.error)) : resolve(message.result)),
      });
    });
    this.send({ id, method, params });
    return answered;
  }

  /** The error a request is answered with. */
  async refused(method: string, params?: unknown): Promise<NonNullable<Message['error']>> {
    try {
      await this.request(method, params);
    } catch (error) {
      if (error instanceof RpcAnswer) return error.error;
      throw error;
    }
    throw new Error(`${method} was not refused`);
  }

  async initialize(capabilities: object = { experimentalApi: true }): Promise<this> {
    await this.request('initialize', { clientInfo: { name: 'probe', title: null, version: '0.0.1' }, capabilities });
    this.send({ method: 'initialized' });
    return this;
  }

  /** The first message that passes, of those that came or are to come. */
  until(test: (message: Message) => boolean): Promise<Message> {
    const found = this.messages.find(test);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => {
      const watch: Watch = {
        test,
        resolve: (message) => {
          this.#watches.delete(watch);
          resolve(message);
        },
      };
      this.#watches.add(watch);
    });
  }

  /** The end of that turn. */
  async ended(turnId: string): Promise<{ readonly id: string; readonly status: string }> {
    const done = await this.until(
      ({ method, params }) => method === 'turn/completed' && (params as { turn: { id: string } }).turn.id === turnId,
    );
    return (done.params as { turn: { id: string; status: string } }).turn;
  }

  /** Runs a turn to its end. */
  async turn(threadId: string, text = 'go') {
    const { turn } = await this.request('turn/start', { threadId, input: [{ type: 'text', text }] });
    return this.ended(turn.id);
  }

  methods(): readonly (string | undefined)[] {
    return this.messages.map(({ method }) => method);
  }

  notifications(method: string): readonly { readonly [key: string]: unknown }[] {
    return this.messages.flatMap((one) => (one.method === method ? [one.params as { [key: string]: unknown }] : []));
  }

  disconnect(): Promise<void> {
    return this.#server.disconnect(this.connection);
  }
}

export interface Message {
  readonly id?: string | number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the wire brings.
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the wire brings.
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A client of the app-server, whatever carries its messages. */
export abstract class WireClient {
  readonly notifications: Message[] = [];
  readonly serverRequests: Message[] = [];
  /** Told of each message as it came. */
  onText: (text: string) => void = () => {};
  #next = 1;
  readonly #pending = new Map<unknown, (message: Message) => void>();
  readonly #waiters = new Set<{ test: (message: Message) => boolean; done: (message: Message) => void }>();

  /** Sends one message. */
  abstract send(message: string | Uint8Array): void;

  /** Takes one message of the server. */
  protected take(text: string): void {
    this.onText(text);
    const message = JSON.parse(text) as Message;
    if (message.method === undefined) {
      this.#pending.get(message.id)?.(message);
      this.#pending.delete(message.id);
      return;
    }
    (message.id === undefined ? this.notifications : this.serverRequests).push(message);
    for (const waiter of [...this.#waiters]) {
      if (!waiter.test(message)) continue;
      this.#waiters.delete(waiter);
      waiter.done(message);
    }
  }

  /** The answer to a message that carries this id. */
  answer(id: unknown, message: string | Uint8Array): Promise<Message> {
    return new Promise((done) => {
      this.#pending.set(id, done);
      this.send(message);
    });
  }

  /** The whole answer, error or result. */
  call(method: string, params?: unknown): Promise<Message> {
    const id = this.#next;
    this.#next += 1;
    return this.answer(id, JSON.stringify({ id, method, params }));
  }

  /** The result; an error answer rejects. */
  async request(method: string, params?: unknown): Promise<Message['result']> {
    const { result, error } = await this.call(method, params);
    if (error) throw Object.assign(new Error(`${method}: ${error.message}`), error);
    return result;
  }

  /** The next message of that method, notification or request. */
  next(method: string, test: (message: Message) => boolean = () => true): Promise<Message> {
    return new Promise((done) => {
      this.#waiters.add({ test: (message) => message.method === method && test(message), done });
    });
  }

  async initialize(): Promise<void> {
    await this.request('initialize', {
      clientInfo: { name: 'e2e', title: 'End to end', version: '1.0.0' },
      capabilities: { experimentalApi: true },
    });
    this.send('{"method":"initialized"}');
  }

  /** Starts a thread that may do anything without asking. */
  async thread(params: Record<string, unknown> = {}): Promise<string> {
    const started = await this.request('thread/start', {
      sandbox: 'danger-full-access',
      approvalPolicy: 'never',
      ...params,
    });
    return started.thread.id;
  }

  /** One turn to its end. */
  async turn(threadId: string, text: string): Promise<Message['params']> {
    const done = this.next('turn/completed', ({ params }) => params.threadId === threadId);
    await this.request('turn/start', { threadId, input: [{ type: 'text', text }] });
    return (await done).params.turn;
  }
}

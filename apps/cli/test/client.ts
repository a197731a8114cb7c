import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Message {
  readonly id?: string | number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the wire brings.
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the wire brings.
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A client of `tenon app-server`: one JSON object a line. */
export class Client {
  readonly child: ChildProcess;
  readonly notifications: Message[] = [];
  readonly serverRequests: Message[] = [];
  readonly exited: Promise<number | null>;
  stderr = '';
  #next = 1;
  readonly #pending = new Map<unknown, (message: Message) => void>();
  readonly #waiters = new Set<{ test: (message: Message) => boolean; done: (message: Message) => void }>();

  constructor(child: ChildProcess) {
    this.child = child;
    this.exited = new Promise((done) => child.on('close', done));
    child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    // A program that was killed takes no more input: who waits for its answer is told by `exited`.
    child.stdin?.on('error', (error) => {
      this.stderr += `\n${error.message}`;
    });
    if (!child.stdout) throw new Error('the child has no standard output');
    createInterface({ input: child.stdout }).on('line', (line) => this.#take(JSON.parse(line)));
  }

  #take(message: Message): void {
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

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  /** The whole answer, error or result. */
  call(method: string, params?: unknown): Promise<Message> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((done) => {
      this.#pending.set(id, done);
      this.write(`${JSON.stringify({ id, method, params })}\n`);
    });
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
    this.write('{"method":"initialized"}\n');
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

  /** Closes its input, as a client that goes away does. */
  async close(): Promise<number | null> {
    this.child.stdin?.end();
    return this.exited;
  }
}

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { now } from './clock.ts';

/** The fields of notifications that the bench reads. */
export interface NoteParams {
  readonly threadId?: string;
  readonly turn?: { readonly id: string; readonly status: string; readonly error: { readonly message: string } | null };
  readonly item?: { readonly type: string; readonly exitCode?: number | null };
}

/** A notification, and when it was read. */
export interface Note {
  readonly params: NoteParams;
  readonly at: number;
}

/** An answer, and how long it took. */
export interface Timed<Result> {
  readonly value: Result;
  /** From sending the request to having read its answer, which is not parsed yet. */
  readonly ms: number;
}

/** Any line of a server. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: NoteParams;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly test: (note: Note) => boolean;
  readonly resolve: (note: Note) => void;
  readonly reject: (error: Error) => void;
}

interface Pending {
  readonly method: string;
  readonly sentAt: number;
  readonly resolve: (answer: Timed<unknown>) => void;
  readonly reject: (error: Error) => void;
}

const PATIENCE_MS = 60_000;

/** Drives one app-server process: one JSON object a line over stdio. */
export class Client {
  readonly spawnedAt: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #gone: Promise<unknown>;
  readonly #pending = new Map<number, Pending>();
  readonly #waiting = new Map<string, Set<Waiting>>();
  #serial = 0;
  /** Pieces of the line that has not ended. */
  #rest: string[] = [];
  #stderr = '';
  #ended: string | null = null;

  constructor(command: readonly string[], options: { cwd: string; env: Record<string, string> }) {
    const [file = '', ...args] = command;
    this.spawnedAt = now();
    this.#child = spawn(file, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.#child.stdin.on('error', (error) => this.#fail(error.message));
    this.#child.on('error', (error) => this.#fail(error.message));
    this.#gone = once(this.#child, 'close').then(([code, signal]) => this.#fail(`ended (${signal ?? code})`));
    this.#gone.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  #fail(why: string): void {
    this.#ended ??= `the server ${why}: ${this.#stderr.trim().slice(-600)}`;
    const error = new Error(this.#ended);
    for (const one of this.#pending.values()) one.reject(error);
    for (const set of this.#waiting.values()) for (const one of set) one.reject(error);
    this.#pending.clear();
    this.#waiting.clear();
  }

  #read(text: string): void {
    const at = now();
    const [first = '', ...others] = text.split('\n');
    this.#rest.push(first);
    if (others.length === 0) return;
    const lines = [this.#rest.join(''), ...others];
    this.#rest = lines.splice(-1);
    for (const line of lines) if (line) this.#take(JSON.parse(line), at);
  }

  #take(message: Message, at: number): void {
    if (message.method === undefined) {
      const id = message.id ?? 0;
      const call = this.#pending.get(id);
      this.#pending.delete(id);
      if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`));
      else call?.resolve({ value: message.result, ms: at - call.sentAt });
    } else if (message.id !== undefined) {
      // Approvals are off in every measure, so a request of the server is a mistake to be seen.
      this.#write({ id: message.id, error: { code: -32601, message: `the bench does not answer ${message.method}` } });
    } else {
      const waiting = this.#waiting.get(message.method);
      if (!waiting?.size) return;
      const note: Note = { params: message.params ?? {}, at: now() };
      for (const one of waiting) if (one.test(note)) one.resolve(note);
    }
  }

  #write(message: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** `Result` is what the caller reads of it: the answer is not checked. */
  async request<Result = unknown>(method: string, params: unknown): Promise<Result> {
    return (await this.timed<Result>(method, params)).value;
  }

  /** A request and how long its answer took. */
  timed<Result = unknown>(method: string, params: unknown): Promise<Timed<Result>> {
    if (this.#ended) return Promise.reject(new Error(this.#ended));
    this.#serial += 1;
    const id = this.#serial;
    return this.#patiently<Timed<Result>>(`response to ${method}`, (resolve, reject) => {
      const answered = (answer: Timed<unknown>) => resolve(answer as Timed<Result>);
      this.#pending.set(id, { method, sentAt: now(), resolve: answered, reject });
      this.#write({ id, method, params });
      return () => this.#pending.delete(id);
    });
  }

  notify(method: string): void {
    this.#write({ method });
  }

  /** The next notification of a method for which `test` is true. Call it before what causes the notification. */
  next(method: string, test: (note: Note) => boolean): Promise<Note> {
    const found = this.#patiently<Note>(method, (resolve, reject) => {
      const set = this.#waiting.get(method) ?? new Set();
      this.#waiting.set(method, set);
      const one: Waiting = { test, resolve, reject };
      set.add(one);
      return () => set.delete(one);
    });
    found.catch(() => undefined);
    return found;
  }

  async #patiently<T>(
    what: string,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => () => void,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const end = begin(resolve, reject);
    const late = () => reject(new Error(`no ${what} in ${PATIENCE_MS / 1000} s; stderr: ${this.#stderr.slice(-300)}`));
    const timer = setTimeout(late, PATIENCE_MS);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  /** Milliseconds from spawn to the answer. */
  async initialize(): Promise<number> {
    const clientInfo = { name: 'tenon_bench', title: 'Tenon bench', version: '0.0.0' };
    await this.request('initialize', { clientInfo, capabilities: { experimentalApi: true } });
    const ms = now() - this.spawnedAt;
    this.notify('initialized');
    return ms;
  }

  /** Closes stdin and waits for the process to end; kills it when it does not. */
  async close(): Promise<number> {
    const began = now();
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.#gone;
    clearTimeout(timer);
    return now() - began;
  }
}

import type { Thread, ThreadResumeParams, Turn, TurnStartParams, UserInput } from '@tenon/protocol';
import type { Client, NotificationOptions } from './client.ts';
import { ClientError } from './errors.ts';
import { EventQueue, type EventStream } from './event-queue.ts';
import type { ClientEvent } from './events.ts';
import type { RequestOptions } from './peer.ts';
import type { Session } from './session.ts';
import { followTurn, type TurnListener } from './turn.ts';
import { TurnCollector, type TurnResult } from './turn-result.ts';
import type { WatchedThreads } from './watched-threads.ts';

/** What overrides the thread's settings, for this turn and those after it; `signal` interrupts the turn. */
export interface TurnOptions extends Omit<TurnStartParams, 'threadId' | 'input'> {
  readonly signal?: AbortSignal;
}

export interface StreamOptions extends TurnOptions {
  /** Events that may wait to be read; default 10,000. */
  readonly limit?: number;
}

export interface ResumeOptions extends Omit<ThreadResumeParams, 'threadId'>, RequestOptions {
  /** Experimental: what came after it is sent again, before anything new. */
  readonly cursor?: string;
}

/** Text, or the parts of an input. */
export type TurnInput = string | UserInput[];

const inputOf = (input: TurnInput): UserInput[] =>
  typeof input === 'string' ? [{ type: 'text', text: input, text_elements: [] }] : input;

/** A thread that this client watches. Made by `client.startThread` and `client.resumeThread`. */
export class ThreadHandle {
  readonly id: string;
  readonly #client: Client;
  readonly #threads: WatchedThreads;
  readonly #onProblem: (problem: Error) => void;
  #info: Thread;

  constructor(client: Client, { threads, onProblem }: Pick<Session, 'threads' | 'onProblem'>, info: Thread) {
    this.id = info.id;
    this.#client = client;
    this.#threads = threads;
    this.#onProblem = onProblem;
    this.#info = info;
  }

  /** The thread as the server gave it when it was started, or resumed last. */
  get info(): Thread {
    return this.#info;
  }

  /** How far this client has heard the thread; for `resume` by any other. Undefined: the server does not count. */
  get cursor(): string | undefined {
    return this.#threads.cursor(this.id);
  }

  /** The turn that runs, as far as this client knows. */
  get activeTurn(): string | undefined {
    return this.#threads.activeTurn(this.id);
  }

  /** Runs a turn to its end. Rejects with `TurnFailedError`, with what `request` rejects with, or the signal's reason. */
  run(input: TurnInput, options: TurnOptions = {}): Promise<TurnResult> {
    return new Promise((resolve, reject) => {
      const collector = new TurnCollector();
      let turnId: string | undefined;
      const listener: TurnListener = {
        event: (event) => collector.event(event, turnId),
        end: (turn, error) => {
          if (!turn) return reject(error);
          try {
            resolve(collector.result(turn));
          } catch (failed) {
            reject(failed);
          }
        },
      };
      this.#follow(input, options, listener, (turn) => {
        turnId = turn.id;
      });
    });
  }

  /**
   * Starts a turn; its events, to `turn/completed` and no further. Leaving the loop early does not interrupt the turn:
   * aborting the signal does.
   */
  stream(input: TurnInput, { limit = 10_000, ...options }: StreamOptions = {}): EventStream<ClientEvent> {
    let stop = () => {};
    const queue = new EventQueue<ClientEvent>(limit, () => stop());
    ({ stop } = this.#follow(input, options, {
      event: (event) => queue.push(event),
      end: (_turn, error) => queue.finish(error),
    }));
    return queue;
  }

  /** Adds input to the running turn; gives the turn's id. */
  async steer(input: TurnInput, options?: RequestOptions): Promise<string> {
    const params = { threadId: this.id, expectedTurnId: this.#running(), input: inputOf(input) };
    return (await this.#client.request('turn/steer', params, options)).turnId;
  }

  /** Ends the running turn; resolves when it has ended. */
  async interrupt(options?: RequestOptions): Promise<void> {
    await this.#client.request('turn/interrupt', { threadId: this.id, turnId: this.#running() }, options);
  }

  /** Watches the thread again, after it was unloaded or left. */
  async resume({ signal, timeoutMs, ...params }: ResumeOptions = {}): Promise<this> {
    const result = await this.#client.request('thread/resume', { ...params, threadId: this.id }, { signal, timeoutMs });
    this.#info = result.thread;
    return this;
  }

  /** Every event of this thread from now on. */
  events(options: Omit<NotificationOptions, 'threadId'> = {}): EventStream<ClientEvent> {
    return this.#client.notifications(undefined, { ...options, threadId: this.id });
  }

  #running(): string {
    const turn = this.activeTurn;
    if (turn === undefined) throw new ClientError('no_active_turn', `no turn of thread ${this.id} runs`);
    return turn;
  }

  #follow(
    input: TurnInput,
    { signal, ...params }: TurnOptions,
    listener: TurnListener,
    onStart?: (turn: Turn) => void,
  ): { stop(): void } {
    const threadId = this.id;
    const source = {
      threadId,
      subscribe: this.#client.subscribe.bind(this.#client),
      start: async () => {
        const { turn } = await this.#client.request('turn/start', { ...params, threadId, input: inputOf(input) });
        onStart?.(turn);
        return turn;
      },
      interrupt: (turnId: string) => this.#client.request('turn/interrupt', { threadId, turnId }),
      problem: this.#onProblem,
    };
    return followTurn(source, listener, signal);
  }
}

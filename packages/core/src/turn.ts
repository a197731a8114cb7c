import { turnEnd, turnStart } from '@tenon/plugin-api/events';
import type { ServerNotification, ThreadStatus, TurnError, UserInput, Turn as WireTurn } from '@tenon/protocol';
import { type AbortReason, TurnAborted } from './abort.ts';
import { outputLine } from './call-output.ts';
import { asTenonError, turnErrorOf } from './error.ts';
import { interruptedLines } from './interruption.ts';
import { observe } from './observe.ts';
import type { ClientMetadata } from './settings.ts';
import type { NewLine } from './thread-log.ts';
import { inTurn, type TurnContext } from './turn-context.ts';
import type { TurnTask } from './turn-task.ts';

/** How the thread takes part. */
export interface TurnHost {
  readonly threadId: string;
  /** Pins a generation; the turn gives it back. */
  readonly enter: (turn: Turn) => Promise<TurnContext>;
  readonly publish: (notification: ServerNotification) => void;
  readonly publishStatus: (status: ThreadStatus) => void;
  readonly publishEnd: (turn: WireTurn, error: TurnError | null) => void;
  /** Told of what went wrong where the turn cannot tell. */
  readonly onError: (error: unknown) => void;
}

type Ending = { readonly status: 'completed' | 'failed' | 'interrupted'; readonly error: TurnError | null };

const failedWith = (error: unknown): Ending => ({
  status: 'failed',
  error: turnErrorOf(asTenonError(error, 'turn_failed')),
});

/** One turn of a thread: its beginning, its work, and its one end. */
export class Turn {
  readonly id: string;
  /** Resolves with the turn as clients see it when it is over. Never rejects. */
  readonly done: Promise<WireTurn>;
  readonly #host: TurnHost;
  readonly #controller = new AbortController();
  readonly #task: TurnTask;
  readonly #finished = Promise.withResolvers<WireTurn>();
  #began = Date.now();
  /** `turn/started` was published. */
  #announced = false;
  #closing = false;

  constructor(id: string, task: TurnTask, host: TurnHost) {
    this.id = id;
    this.#task = task;
    this.#host = host;
    this.done = this.#finished.promise;
  }

  /** Once. The caller gets to answer its client, and to subscribe, before the first event. */
  begin(): void {
    this.#began = Date.now();
    setImmediate(() => void this.#run().then(this.#finished.resolve, this.#finished.reject));
  }

  /** In place of `begin`: it is over before it began. Nothing of it is stored. */
  cancel(): WireTurn {
    const wire = this.#wire('interrupted', null, Date.now());
    this.#host.publish(this.#startedNotification);
    this.#host.publish({ method: 'turn/completed', params: { threadId: this.#host.threadId, turn: wire } });
    this.#finished.resolve(wire);
    return wire;
  }

  /** The turn as `turn/start` answers it: nothing has happened yet. */
  get initial(): WireTurn {
    return { ...this.#wire('inProgress', null), startedAt: null };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get kind(): TurnTask['kind'] {
    return this.#task.kind;
  }

  /** False once the turn is coming to its end: no further step will take input. */
  get takesInput(): boolean {
    return this.#task.kind === 'regular' && this.#task.takesInput && !this.#closing && !this.signal.aborted;
  }

  /** Input for the model's next step. The metadata joins what the turn's requests carry, and wins. */
  steer(input: readonly UserInput[], clientMetadata?: ClientMetadata): void {
    this.#task.steer(input, clientMetadata);
  }

  /** Resolves when the turn has ended, whichever way. */
  async abort(reason: AbortReason): Promise<WireTurn> {
    this.#controller.abort(new TurnAborted(reason));
    return this.done;
  }

  /** Ends the turn: it failed with that error. */
  fail(error: unknown): void {
    this.#controller.abort(error);
  }

  #wire(status: WireTurn['status'], error: TurnError | null, endedAt?: number): WireTurn {
    return {
      id: this.id,
      items: [],
      status,
      error,
      startedAt: Math.floor(this.#began / 1000),
      completedAt: endedAt === undefined ? null : Math.floor(endedAt / 1000),
      durationMs: endedAt === undefined ? null : endedAt - this.#began,
    };
  }

  async #run(): Promise<WireTurn> {
    this.#host.publishStatus({ type: 'active', activeFlags: [] });
    let context: TurnContext | undefined;
    let ending: Ending;
    try {
      context = await this.#host.enter(this);
      await this.#recordStart(context);
      await this.#work(context);
      ending = { status: 'completed', error: null };
    } catch (error) {
      const reason: unknown = this.signal.aborted ? this.signal.reason : error;
      ending = reason instanceof TurnAborted ? { status: 'interrupted', error: null } : failedWith(reason);
    }
    return this.#finish(context, ending);
  }

  get #startedNotification(): ServerNotification {
    const turn = this.#wire('inProgress', null);
    return { method: 'turn/started', params: { threadId: this.#host.threadId, turn } };
  }

  async #recordStart(context: TurnContext): Promise<void> {
    const payload = {
      type: 'task_started' as const,
      turn_id: this.id,
      started_at: Math.floor(this.#began / 1000),
      // The model is not looked up yet: clients hear of the turn first. The window comes with each token count.
      model_context_window: null,
      collaboration_mode_kind: 'default',
    };
    context.log.record([{ type: 'event_msg', payload }], this.#startedNotification);
    await context.log.settled();
    this.#announced = true;
    observe(context.generation, turnStart, inTurn(context));
  }

  async #work(context: TurnContext): Promise<void> {
    const { log } = context;
    this.signal.throwIfAborted();
    const { lastAgentMessage, firstItemAt } = await this.#task.run(context);
    this.#closing = true;
    const ended = Date.now();
    log.record([
      {
        type: 'event_msg',
        payload: {
          type: 'task_complete',
          turn_id: this.id,
          last_agent_message: lastAgentMessage,
          completed_at: Math.floor(ended / 1000),
          duration_ms: ended - this.#began,
          time_to_first_token_ms: firstItemAt === null ? null : firstItemAt - this.#began,
        },
      },
    ]);
    await log.settled();
  }

  /** What the log must hold of a turn that did not complete, so that the next one starts from a whole history. */
  #closingLines(context: TurnContext, ending: Ending, ended: number): NewLine[] {
    const interrupted = ending.status === 'interrupted';
    const lines = [...context.unanswered.values()].map((call) =>
      outputLine(call, interrupted ? 'aborted by user' : 'aborted: the turn failed'),
    );
    const times = { completed_at: Math.floor(ended / 1000), duration_ms: ended - this.#began };
    if (interrupted) {
      // Only a conversation was cut off; of another turn the model need not know.
      lines.push(...interruptedLines(this.id, times).slice(this.kind === 'regular' ? 0 : 1));
    } else {
      const { message = '', codexErrorInfo = null } = ending.error ?? {};
      lines.push({ type: 'event_msg', payload: { type: 'error', message, codex_error_info: codexErrorInfo } });
      lines.push({
        type: 'event_msg',
        payload: {
          type: 'task_complete',
          turn_id: this.id,
          last_agent_message: null,
          time_to_first_token_ms: null,
          ...times,
        },
      });
    }
    return lines;
  }

  /** Tries to write what belongs at the end. What the log failed with comes back. */
  async #closeLog({ log }: TurnContext, lines: readonly NewLine[]): Promise<{ readonly error: unknown } | undefined> {
    let failure: { readonly error: unknown } | undefined;
    // First what is still under way: its failure must not keep these lines out, should there be space again.
    for (const step of [() => log.settled(), () => log.record(lines), () => log.settled()]) {
      try {
        await step();
      } catch (error) {
        failure ??= { error };
        if (error !== this.signal.reason) this.#host.onError(error);
      }
    }
    return failure;
  }

  async #finish(context: TurnContext | undefined, first: Ending): Promise<WireTurn> {
    const ended = Date.now();
    let ending = first;
    if (context && ending.status !== 'completed') {
      const failure = await this.#closeLog(context, this.#closingLines(context, ending, ended));
      // The log cannot be written: the turn fails with that, unless it failed already, and clients are still told.
      if (failure && ending.status === 'interrupted') ending = failedWith(failure.error);
    }
    // No end without a beginning, also where the log could not be written or entered at all.
    if (!this.#announced) this.#host.publish(this.#startedNotification);
    const wire = this.#wire(ending.status, ending.error, ended);
    this.#host.publishEnd(wire, ending.error);
    if (context) {
      observe(context.generation, turnEnd, { ...inTurn(context), turn: wire });
      context.generation[Symbol.dispose]();
      void context.turnScope[Symbol.asyncDispose]();
    }
    return wire;
  }
}

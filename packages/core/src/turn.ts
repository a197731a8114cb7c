import { item as itemHook, stop, turnEnd, turnStart, userPromptSubmit } from '@tenon/plugin-api/events';
import type { ServerNotification, ThreadStatus, TurnError, UserInput, Turn as WireTurn } from '@tenon/protocol';
import { type AbortReason, TurnAborted, withGrace } from './abort.ts';
import { outputLine } from './call-output.ts';
import { developerMessage, userText } from './context.ts';
import { asTenonError, turnErrorOf } from './error.ts';
import type { ModelAccess } from './model-access.ts';
import { observe } from './observe.ts';
import { runSteps, type StepState } from './steps.ts';
import type { NewLine } from './thread-log.ts';
import { inTurn, type TurnContext } from './turn-context.ts';
import { textOf, userMessage, userMessageEvent } from './user-input.ts';

/** What a turn begins with, once it is known what it begins in. */
export interface TurnSetup {
  readonly model: ModelAccess;
  /** What the model must be told before this turn's input: the opening of a thread, or what changed. */
  readonly preamble: readonly NewLine[];
  /** The preamble is in the log. */
  readonly recorded: () => void;
}

/** How the thread takes part. */
export interface TurnHost {
  readonly threadId: string;
  readonly newId: () => string;
  /** Pins a generation; the turn gives it back. */
  readonly enter: (turn: Turn) => Promise<TurnContext>;
  readonly prepare: (context: TurnContext) => Promise<TurnSetup>;
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

/** One turn of a thread: from the user's input to the model's last word. */
export class Turn {
  readonly id: string;
  readonly input: readonly UserInput[];
  /** Resolves with the turn as clients see it when it is over. Never rejects. */
  readonly done: Promise<WireTurn>;
  readonly #host: TurnHost;
  readonly #controller = new AbortController();
  readonly #steered: (readonly UserInput[])[] = [];
  readonly #began = Date.now();
  /** `turn/started` was published. */
  #announced = false;
  #closing = false;
  #lastAgentMessage: string | null = null;

  constructor(id: string, input: readonly UserInput[], host: TurnHost) {
    this.id = id;
    this.input = input;
    this.#host = host;
    // The caller gets to answer its client, and to subscribe, before the first event.
    this.done = new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#run());
  }

  /** The turn as `turn/start` answers it: nothing has happened yet. */
  get initial(): WireTurn {
    return { ...this.#wire('inProgress', null), startedAt: null };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** False once the turn is coming to its end: no further step will take input. */
  get takesInput(): boolean {
    return !this.#closing && !this.signal.aborted;
  }

  /** Input for the model's next step. */
  steer(input: readonly UserInput[]): void {
    this.#steered.push(input);
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
    const { model, preamble, recorded } = await withGrace(this.#host.prepare(context), this.signal);
    const step: StepState = { number: 0, firstItemAt: null };
    const asked = await this.#takeInput(context, this.input, preamble);
    await log.settled();
    recorded();
    if (asked || (await this.#takeSteered(context))) await this.#converse(context, model, step);
    this.#closing = true;
    const ended = Date.now();
    log.record([
      {
        type: 'event_msg',
        payload: {
          type: 'task_complete',
          turn_id: this.id,
          last_agent_message: this.#lastAgentMessage,
          completed_at: Math.floor(ended / 1000),
          duration_ms: ended - this.#began,
          time_to_first_token_ms: step.firstItemAt === null ? null : step.firstItemAt - this.#began,
        },
      },
    ]);
    await log.settled();
  }

  /** Asks the model until it has no more to say, no `stop` handler sends it on, and no input is waiting. */
  async #converse(context: TurnContext, model: ModelAccess, step: StepState): Promise<void> {
    for (let active = false; ; ) {
      this.#lastAgentMessage = await runSteps(context, model, step, () => this.#takeSteered(context));
      const answers = await context.generation.run(
        stop,
        { ...inTurn(context), active, lastAgentMessage: this.#lastAgentMessage },
        { signal: this.signal },
      );
      if (this.signal.aborted) throw this.signal.reason;
      let goOn = answers.length > 0;
      if (goOn) {
        active = true;
        context.log.record(answers.map(({ result }) => userText(result.reason)));
      }
      while (this.#steered.length > 0) if (await this.#takeSteered(context)) goOn = true;
      if (goOn) continue;
      // In the same breath as the look at what is waiting: input that came later would be lost.
      this.#closing = true;
      return;
    }
  }

  /** Input goes into the log behind the preamble, unless a hook blocks it. False: blocked, and only the preamble is there. */
  async #takeInput(context: TurnContext, input: readonly UserInput[], preamble: readonly NewLine[]): Promise<boolean> {
    const { generation, log, environment } = context;
    const answers = await generation.run(
      userPromptSubmit,
      { ...inTurn(context), prompt: textOf(input), input },
      { signal: this.signal },
    );
    const added: NewLine[] = [];
    let blocked: string | undefined;
    for (const { result } of answers) {
      if (result.kind === 'block') blocked ??= result.reason;
      else added.push(developerMessage(result.text));
    }
    if (blocked !== undefined) {
      log.record([...preamble, ...added], {
        method: 'warning',
        params: { threadId: context.threadId, message: `The prompt was blocked: ${blocked}` },
      });
      return false;
    }
    const message = await withGrace(userMessage(input, environment.files), this.signal);
    this.#recordUser(context, input, [...preamble, { type: 'response_item', payload: message }], added);
    return true;
  }

  #recordUser(
    context: TurnContext,
    input: readonly UserInput[],
    before: readonly NewLine[],
    after: readonly NewLine[],
  ) {
    const { threadId, turnId } = context;
    const content = input.map((part) =>
      part.type === 'text' ? { ...part, text_elements: part.text_elements ?? [] } : part,
    );
    const item = { type: 'userMessage' as const, id: this.#host.newId(), content };
    context.log.record(
      [...before, userMessageEvent(input), ...after],
      { method: 'item/started', params: { item, threadId, turnId } },
      { method: 'item/completed', params: { item, threadId, turnId } },
    );
    observe(context.generation, itemHook, { ...inTurn(context), item });
  }

  /** True when there was steered input, and some of it is now in the log. */
  async #takeSteered(context: TurnContext): Promise<boolean> {
    let taken = false;
    for (const input of this.#steered.splice(0)) if (await this.#takeInput(context, input, [])) taken = true;
    return taken;
  }

  /** What the log must hold of a turn that did not complete, so that the next one starts from a whole history. */
  #closingLines(context: TurnContext, ending: Ending, ended: number): NewLine[] {
    const interrupted = ending.status === 'interrupted';
    const lines = [...context.unanswered.values()].map((call) =>
      outputLine(call, interrupted ? 'aborted by user' : 'aborted: the turn failed'),
    );
    const times = { completed_at: Math.floor(ended / 1000), duration_ms: ended - this.#began };
    if (interrupted) {
      lines.push(userText('<turn_aborted>\nThe user interrupted the turn before it was done.\n</turn_aborted>'));
      lines.push({
        type: 'event_msg',
        payload: { type: 'turn_aborted', turn_id: this.id, reason: 'interrupted', ...times },
      });
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

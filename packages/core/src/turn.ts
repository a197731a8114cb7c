import { stop, turnEnd, turnStart, userPromptSubmit } from '@tenon/plugin-api/events';
import type { ThreadStatus, TurnError, UserInput, Turn as WireTurn } from '@tenon/protocol';
import { type AbortReason, TurnAborted, withGrace } from './abort.ts';
import { outputLine } from './call-output.ts';
import { developerMessage, userText } from './context.ts';
import { asTenonError, turnErrorOf } from './error.ts';
import { observe } from './observe.ts';
import { type ModelAccess, runSteps } from './steps.ts';
import type { NewLine } from './thread-log.ts';
import { inTurn, type TurnContext } from './turn-context.ts';
import { textOf, userMessage, userMessageEvent } from './user-input.ts';

/** What a turn needs of its thread, gathered once its generation is pinned. */
export interface TurnSetup {
  readonly context: TurnContext;
  readonly model: ModelAccess;
  /** What the model must be told before this turn's input: the opening of a thread, or what changed. */
  readonly preamble: readonly NewLine[];
  /** Gives the generation back. */
  readonly release: () => void;
}

/** How the thread takes part. */
export interface TurnHost {
  readonly newId: () => string;
  readonly prepare: (turn: Turn, signal: AbortSignal) => Promise<TurnSetup>;
  readonly publishStatus: (status: ThreadStatus) => void;
  /** Publishes where no setup came about, so that no client waits for an end that never comes. */
  readonly publishEnd: (turn: WireTurn, error: TurnError | null) => void;
}

type Ending = { readonly status: 'completed' | 'failed' | 'interrupted'; readonly error: TurnError | null };

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

  /** Input for the model's next step. */
  steer(input: readonly UserInput[]): void {
    this.#steered.push(input);
  }

  /** Resolves when the turn has ended, whichever way. */
  async abort(reason: AbortReason): Promise<WireTurn> {
    this.#controller.abort(new TurnAborted(reason));
    return this.done;
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
    let setup: TurnSetup | undefined;
    let ending: Ending;
    try {
      setup = await this.#host.prepare(this, this.signal);
      ending = await this.#work(setup);
    } catch (error) {
      ending =
        this.signal.aborted || error instanceof TurnAborted
          ? { status: 'interrupted', error: null }
          : { status: 'failed', error: turnErrorOf(asTenonError(error, 'turn_failed')) };
    }
    return this.#finish(setup, ending);
  }

  async #work(setup: TurnSetup): Promise<Ending> {
    const { context, model } = setup;
    const { log, generation, threadId } = context;
    const startedAt = Math.floor(this.#began / 1000);
    log.record(
      [
        {
          type: 'event_msg',
          payload: {
            type: 'task_started',
            turn_id: this.id,
            started_at: startedAt,
            model_context_window: model.contextWindow,
            collaboration_mode_kind: 'default',
          },
        },
      ],
      { method: 'turn/started', params: { threadId, turn: this.#wire('inProgress', null) } },
    );
    observe(generation, turnStart, inTurn(context));
    if (!(await this.#takeInput(setup))) return { status: 'completed', error: null };

    const step = { number: 0, firstItemAt: null as number | null };
    for (let active = false; ; active = true) {
      this.#lastAgentMessage = await runSteps(context, model, step, () => this.#takeSteered(context));
      const answers = await generation.run(
        stop,
        { ...inTurn(context), active, lastAgentMessage: this.#lastAgentMessage },
        { signal: this.signal },
      );
      if (this.signal.aborted) throw this.signal.reason;
      if (answers.length === 0) break;
      log.record(answers.map(({ result }) => userText(result.reason)));
    }
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
    return { status: 'completed', error: null };
  }

  /** The turn's own input goes into the log, unless a hook blocks it. False: blocked, and the model is not asked. */
  async #takeInput({ context, preamble }: TurnSetup): Promise<boolean> {
    const { generation, log, environment } = context;
    const answers = await generation.run(
      userPromptSubmit,
      { ...inTurn(context), prompt: textOf(this.input), input: this.input },
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
    const message = await withGrace(userMessage(this.input, environment.files), this.signal);
    this.#recordUser(context, this.input, [...preamble, { type: 'response_item', payload: message }], added);
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
  }

  /** True when there was steered input, which is now in the log. */
  async #takeSteered(context: TurnContext): Promise<boolean> {
    const inputs = this.#steered.splice(0);
    for (const input of inputs) {
      const message = await userMessage(input, context.environment.files);
      this.#recordUser(context, input, [{ type: 'response_item', payload: message }], []);
    }
    return inputs.length > 0;
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

  async #finish(setup: TurnSetup | undefined, first: Ending): Promise<WireTurn> {
    const ended = Date.now();
    let ending = first;
    if (setup && ending.status !== 'completed') {
      try {
        setup.context.log.record(this.#closingLines(setup.context, ending, ended));
        await setup.context.log.settled();
      } catch (error) {
        // The log cannot be written: the turn fails with that, unless it failed already, and clients are still told.
        if (ending.status === 'interrupted')
          ending = { status: 'failed', error: turnErrorOf(asTenonError(error, 'turn_failed')) };
      }
    }
    const wire = this.#wire(ending.status, ending.error, ended);
    this.#host.publishEnd(wire, ending.error);
    if (setup) {
      observe(setup.context.generation, turnEnd, { ...inTurn(setup.context), turn: wire });
      setup.release();
    }
    return wire;
  }
}

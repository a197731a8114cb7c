import { item as itemHook, stop, userPromptSubmit } from '@tenon/plugin-api/events';
import type { UserInput } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import { developerMessage, userText } from './context.ts';
import type { ModelAccess } from './model-access.ts';
import { observe } from './observe.ts';
import { readableEnvironment } from './readable-environment.ts';
import type { ClientMetadata } from './settings.ts';
import { runSteps, type StepState } from './steps.ts';
import type { NewLine } from './thread-log.ts';
import type { ThreadSkills } from './thread-skills.ts';
import { inTurn, type TurnContext } from './turn-context.ts';
import type { TurnOutcome, TurnTask } from './turn-task.ts';
import { textOf, userMessage, userMessageEvent } from './user-input.ts';

/** What a turn begins with, once it is known what it begins in. */
export interface TurnSetup {
  readonly model: ModelAccess;
  /** What the model must be told before this turn's input: the opening of a thread, or what changed. */
  readonly preamble: readonly NewLine[];
}

export interface ConversationOptions {
  readonly input: readonly UserInput[];
  readonly clientMetadata: ClientMetadata | undefined;
  readonly prepare: (context: TurnContext) => Promise<TurnSetup>;
  readonly newId: () => string;
  readonly skills: ThreadSkills;
}

/** The work of a user's turn: from the input to the model's last word. */
export class Conversation implements TurnTask {
  readonly kind = 'regular';
  readonly #options: ConversationOptions;
  readonly #step: StepState;
  readonly #steered: (readonly UserInput[])[] = [];
  #closing = false;
  #lastAgentMessage: string | null = null;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#step = { number: 0, firstItemAt: null, clientMetadata: options.clientMetadata };
  }

  get takesInput(): boolean {
    return !this.#closing;
  }

  steer(input: readonly UserInput[], clientMetadata?: ClientMetadata): void {
    this.#steered.push(input);
    if (clientMetadata) this.#step.clientMetadata = { ...this.#step.clientMetadata, ...clientMetadata };
  }

  async run(context: TurnContext): Promise<TurnOutcome> {
    const { log, signal } = context;
    const { prepare, input } = this.#options;
    const { model, preamble } = await withGrace(prepare(context), signal);
    const asked = await this.#takeInput(context, input, preamble);
    await log.settled();
    if (asked || (await this.#takeSteered(context))) await this.#converse(context, model);
    this.#closing = true;
    return { lastAgentMessage: this.#lastAgentMessage, firstItemAt: this.#step.firstItemAt };
  }

  /** Asks the model until it has no more to say, no `stop` handler sends it on, and no input is waiting. */
  async #converse(context: TurnContext, model: ModelAccess): Promise<void> {
    const { signal } = context;
    for (let active = false; ; ) {
      this.#lastAgentMessage = await runSteps(context, model, this.#step, () => this.#takeSteered(context));
      const answers = await context.generation.run(
        stop,
        { ...inTurn(context), active, lastAgentMessage: this.#lastAgentMessage },
        { signal },
      );
      if (signal.aborted) throw signal.reason;
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
    const { generation, log, environment, settings, signal } = context;
    const answers = await generation.run(
      userPromptSubmit,
      { ...inTurn(context), prompt: textOf(input), input },
      { signal },
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
    const { files } = readableEnvironment(generation, environment, settings);
    const message = await withGrace(userMessage(input, files), signal);
    const { lines, warnings } = await withGrace(this.#options.skills.mentioned(context, input), signal);
    this.#recordUser(context, input, [...preamble, { type: 'response_item', payload: message }, ...lines], added);
    for (const warning of warnings) log.publish(warning);
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
    const item = { type: 'userMessage' as const, id: this.#options.newId(), content };
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
}

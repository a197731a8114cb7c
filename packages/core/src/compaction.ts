import { isTenonError, tenonError } from '@tenon/plugin-api';
import type { ResponseItem, ThreadItem } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import { userText } from './context.ts';
import type { ModelAccess } from './model-access.ts';
import { newestHistory } from './newest-history.ts';
import { replacementHistory, summaryText } from './replacement-history.ts';
import { receiveSummary, type Summary } from './summary-stream.ts';
import type { TurnContext } from './turn-context.ts';
import type { TurnOutcome, TurnTask } from './turn-task.ts';
import { tokenCountLine } from './usage.ts';

const checkpointPrompt = `You are making a checkpoint of this conversation, because its context is to be made smaller. Write a handover for the model that goes on with the work and sees only what you write and the user's own messages. Say:
- what the user wants, and which decisions and preferences they gave;
- what is done, with the paths, names and commands that matter;
- what was found out, errors and dead ends included;
- what is left to do, and the next step.
Be brief and exact. Call no tools.`;

/** Items of a history that is not made shorter: what does not fit then is no matter of its length. */
const FEWEST = 4;

const longThreadWarning =
  'The thread was compacted. Each compaction loses detail: a new thread for a new task gives better answers.';

export interface CompactionOptions {
  readonly newId: () => string;
  readonly model: (context: TurnContext) => Promise<ModelAccess>;
}

/** The work of a compaction: the model sums the thread up, and the summary takes the place of its history. */
export class Compaction implements TurnTask {
  readonly kind = 'compact';
  readonly takesInput = false;
  readonly #options: CompactionOptions;

  constructor(options: CompactionOptions) {
    this.#options = options;
  }

  steer(): void {
    throw tenonError({ code: 'turn_not_steerable', message: 'a compaction takes no input' });
  }

  async run(context: TurnContext): Promise<TurnOutcome> {
    const { log, signal, threadId, turnId } = context;
    const item: ThreadItem = { type: 'contextCompaction', id: this.#options.newId() };
    log.publish({ method: 'item/started', params: { item, threadId, turnId } });
    const model = await withGrace(this.#options.model(context), signal);
    const history = model.history();
    const prompt = userText(checkpointPrompt).payload as ResponseItem;
    const ask = (input: readonly ResponseItem[]) => {
      const request = { ...model.request, tools: [], parallelToolCalls: false, input: [...input, prompt] };
      return withGrace(receiveSummary(context, model.provider.stream(request, { signal })), signal);
    };
    const outcome = await this.#summed(history, ask, (message) =>
      log.publish({ method: 'warning', params: { threadId, message } }),
    );
    if (outcome.usage) {
      const tokenUsage = model.count(outcome.usage);
      log.record([tokenCountLine(tokenUsage)], {
        method: 'thread/tokenUsage/updated',
        params: { threadId, turnId, tokenUsage },
      });
    }
    if (!outcome.text.trim()) {
      throw tenonError({
        code: 'compaction_empty',
        message: 'the model gave no summary, so the thread stays as it was',
        mend: 'Try again (thread/compact/start), or with another model.',
      });
    }
    const message = summaryText(outcome.text);
    log.record(
      [
        { type: 'compacted', payload: { message, replacement_history: replacementHistory(history, message) } },
        { type: 'event_msg', payload: { type: 'context_compacted' } },
      ],
      { method: 'item/completed', params: { item, threadId, turnId } },
      { method: 'warning', params: { threadId, message: longThreadWarning } },
    );
    await log.settled();
    return { lastAgentMessage: null, firstItemAt: outcome.firstItemAt };
  }

  /** A history that the model cannot hold is summed up without its oldest part: a thread that has grown too long must not be stuck. */
  async #summed(
    history: readonly ResponseItem[],
    ask: (input: readonly ResponseItem[]) => Promise<Summary>,
    warn: (message: string) => void,
  ): Promise<Summary> {
    for (let input = history; ; input = newestHistory(input, Math.ceil(input.length / 4))) {
      try {
        const summary = await ask(input);
        if (input.length < history.length)
          warn(
            `The history did not fit into the model: its ${history.length - input.length} oldest items are not in the summary.`,
          );
        return summary;
      } catch (error) {
        if (!isTenonError(error) || error.code !== 'model_context_window_exceeded' || input.length <= FEWEST)
          throw error;
      }
    }
  }
}

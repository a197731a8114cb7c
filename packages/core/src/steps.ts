import { beforeModelRequest } from '@tenon/plugin-api/events';
import { TurnAborted, withGrace } from './abort.ts';
import { developerMessage } from './context.ts';
import type { ModelAccess } from './model-access.ts';
import { receiveResponse } from './response-stream.ts';
import type { ClientMetadata } from './settings.ts';
import { runCalls } from './tool-dispatch.ts';
import { inTurn, type TurnContext } from './turn-context.ts';
import { tokenCountLine } from './usage.ts';

export interface StepState {
  /** Model requests made in this turn. */
  number: number;
  firstItemAt: number | null;
  /** What the next request carries for the client. */
  clientMetadata: ClientMetadata | undefined;
}

/**
 * Asks the model and runs its calls, again and again, until it makes none and no input is waiting.
 * Gives its last message. Throws what ends the turn: the provider's error, an abort, a log that cannot be written.
 */
export async function runSteps(
  context: TurnContext,
  model: ModelAccess,
  state: StepState,
  takeSteered: () => Promise<boolean>,
): Promise<string | null> {
  const { generation, log, signal } = context;
  let lastAgentMessage: string | null = null;
  for (;;) {
    if (signal.aborted) throw signal.reason;
    const added = await generation.run(beforeModelRequest, { ...inTurn(context), step: state.number }, { signal });
    if (added.length > 0) log.record(added.map(({ result }) => developerMessage(result.text)));
    await log.settled();
    if (signal.aborted) throw signal.reason;
    state.number += 1;

    const { clientMetadata } = state;
    const request = { ...model.request, ...(clientMetadata && { clientMetadata }), input: model.history() };
    const stream = model.provider.stream(request, { signal });
    const outcome = await withGrace(receiveResponse(context, stream), signal);
    state.firstItemAt ??= outcome.firstItemAt;
    lastAgentMessage = outcome.lastAgentMessage ?? lastAgentMessage;
    if (outcome.usage) {
      const tokenUsage = model.count(outcome.usage);
      log.record([tokenCountLine(tokenUsage)], {
        method: 'thread/tokenUsage/updated',
        params: { threadId: context.threadId, turnId: context.turnId, tokenUsage },
      });
    }
    if (outcome.calls.length > 0 && (await runCalls(context, outcome.calls)).endTurn) {
      throw new TurnAborted('interrupted');
    }
    const steered = await takeSteered();
    if (outcome.calls.length === 0 && !steered) return lastAgentMessage;
  }
}

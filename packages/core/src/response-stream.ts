import { item as itemHook } from '@tenon/plugin-api/events';
import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import type { ResponseItem, ThreadItem, TokenUsageBreakdown } from '@tenon/protocol';
import { recordOutput } from './call-output.ts';
import type { ModelCall } from './model-call.ts';
import { observe } from './observe.ts';
import { publishRetry } from './retry.ts';
import type { NewLine } from './thread-log.ts';
import { inTurn, type TurnContext } from './turn-context.ts';

/** What one response of the model came to. */
export interface ResponseOutcome {
  /** In the order the model made them. */
  readonly calls: readonly ModelCall[];
  /** The text of the last agent message, if there was one. */
  readonly lastAgentMessage: string | null;
  readonly usage: TokenUsageBreakdown | null;
  /** When the first item began, unix milliseconds. */
  readonly firstItemAt: number | null;
}

const messageText = (item: ResponseItem & { type: 'message' }): string =>
  item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');

/** The item as clients see it when it begins; undefined for what they do not see here (calls have items of their tools). */
function startedItem(id: string, item: ResponseItem): ThreadItem | undefined {
  if (item.type === 'message' && item.role === 'assistant') {
    return { type: 'agentMessage', id, text: '', phase: item.phase ?? null, memoryCitation: null };
  }
  if (item.type === 'reasoning') return { type: 'reasoning', id, summary: [], content: [] };
  return undefined;
}

/** The item whole, with the event lines that go before it in the log. */
function completedItem(id: string, item: ResponseItem): { item: ThreadItem; events: NewLine[] } | undefined {
  if (item.type === 'message' && item.role === 'assistant') {
    const text = messageText(item);
    const phase = item.phase ?? null;
    return {
      item: { type: 'agentMessage', id, text, phase, memoryCitation: null },
      events: [{ type: 'event_msg', payload: { type: 'agent_message', message: text, phase, memory_citation: null } }],
    };
  }
  if (item.type === 'reasoning') {
    const summary = item.summary.map((part) => part.text);
    const content = (item.content ?? []).map((part) => part.text);
    return {
      item: { type: 'reasoning', id, summary, content },
      events: [
        ...summary.map((text): NewLine => ({ type: 'event_msg', payload: { type: 'agent_reasoning', text } })),
        ...content.map(
          (text): NewLine => ({ type: 'event_msg', payload: { type: 'agent_reasoning_raw_content', text } }),
        ),
      ],
    };
  }
  return undefined;
}

/** Takes in one response: publishes its deltas, stores its items, gathers its calls. Throws what the provider throws. */
export async function receiveResponse(
  context: TurnContext,
  stream: AsyncIterable<ModelEvent>,
): Promise<ResponseOutcome> {
  const { log, signal, threadId, turnId } = context;
  let calls: ModelCall[] = [];
  let lastAgentMessage: string | null = null;
  let usage: TokenUsageBreakdown | null = null;
  let firstItemAt: number | null = null;

  for await (const event of stream) {
    // A provider that does not listen to the signal must not speak for a turn that is over.
    if (signal.aborted) throw signal.reason;
    switch (event.type) {
      case 'textDelta':
        log.publish({
          method: 'item/agentMessage/delta',
          params: { threadId, turnId, itemId: event.id, delta: event.delta },
        });
        break;
      case 'itemStarted': {
        firstItemAt ??= Date.now();
        const item = startedItem(event.id, event.item);
        if (item) log.publish({ method: 'item/started', params: { item, threadId, turnId } });
        break;
      }
      case 'itemDone': {
        const line: NewLine = { type: 'response_item', payload: event.item };
        const done = completedItem(event.id, event.item);
        if (done) {
          log.record([...done.events, line], {
            method: 'item/completed',
            params: { item: done.item, threadId, turnId },
          });
          if (done.item.type === 'agentMessage') lastAgentMessage = done.item.text;
          observe(context.generation, itemHook, { ...inTurn(context), item: done.item });
        } else log.record([line]);
        if (event.item.type === 'function_call' || event.item.type === 'custom_tool_call') {
          calls.push(event.item);
          context.unanswered.set(event.item.call_id, event.item);
        }
        break;
      }
      case 'reasoningSummaryPart':
        log.publish({
          method: 'item/reasoning/summaryPartAdded',
          params: { threadId, turnId, itemId: event.id, summaryIndex: event.index },
        });
        break;
      case 'reasoningSummaryDelta':
        log.publish({
          method: 'item/reasoning/summaryTextDelta',
          params: { threadId, turnId, itemId: event.id, delta: event.delta, summaryIndex: event.index },
        });
        break;
      case 'reasoningTextDelta':
        log.publish({
          method: 'item/reasoning/textDelta',
          params: { threadId, turnId, itemId: event.id, delta: event.delta, contentIndex: event.index },
        });
        break;
      case 'rateLimits':
        log.publish({ method: 'account/rateLimits/updated', params: { rateLimits: event.rateLimits } });
        break;
      case 'retrying':
        // Calls of the response that broke off never run: the model makes them again.
        for (const call of calls) recordOutput(context, call, 'not run: the response broke off and is made again');
        calls = [];
        publishRetry(context, event);
        break;
      case 'completed':
        usage = event.usage;
        break;
      case 'created':
        break;
    }
  }
  if (signal.aborted) throw signal.reason;
  return { calls, lastAgentMessage, usage, firstItemAt };
}

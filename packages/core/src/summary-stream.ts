import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import type { TokenUsageBreakdown } from '@tenon/protocol';
import { publishRetry } from './retry.ts';
import type { TurnContext } from './turn-context.ts';

export interface Summary {
  /** The last message of the response; empty when there was none. */
  readonly text: string;
  readonly usage: TokenUsageBreakdown | null;
  /** Unix milliseconds. */
  readonly firstItemAt: number | null;
}

/** Takes in a response that is for nobody to see: nothing of it is told or stored. Throws what the provider throws. */
export async function receiveSummary(context: TurnContext, stream: AsyncIterable<ModelEvent>): Promise<Summary> {
  const { log, signal } = context;
  let text = '';
  let usage: TokenUsageBreakdown | null = null;
  let firstItemAt: number | null = null;
  for await (const event of stream) {
    if (signal.aborted) throw signal.reason;
    if (event.type === 'itemStarted') firstItemAt ??= Date.now();
    else if (event.type === 'completed') usage = event.usage;
    else if (event.type === 'rateLimits') {
      log.publish({ method: 'account/rateLimits/updated', params: { rateLimits: event.rateLimits } });
    } else if (event.type === 'retrying') {
      text = '';
      publishRetry(context, event);
    } else if (event.type === 'itemDone' && event.item.type === 'message' && event.item.role === 'assistant') {
      text = event.item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
    }
  }
  if (signal.aborted) throw signal.reason;
  return { text, usage, firstItemAt };
}

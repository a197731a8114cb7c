import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import type { TurnContext } from './turn-context.ts';

/** Tells clients that a request is made again. */
export function publishRetry(
  { log, threadId, turnId }: TurnContext,
  event: Extract<ModelEvent, { type: 'retrying' }>,
): void {
  log.publish({
    method: 'error',
    params: {
      error: {
        message: `${event.message} (attempt ${event.attempt} of ${event.maxAttempts} in ${event.delayMs} ms)`,
        codexErrorInfo: event.codexErrorInfo,
        additionalDetails: null,
      },
      willRetry: true,
      threadId,
      turnId,
    },
  });
}

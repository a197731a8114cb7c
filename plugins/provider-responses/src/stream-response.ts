import type { Logger } from '@tenon/plugin-api/logger';
import type { ModelEvent, ModelRequest } from '@tenon/plugin-api/model-provider';
import type { Secrets } from '@tenon/plugin-api/secrets';
import type { ProviderSettings } from './config.ts';
import { type ClientInfo, resolveEndpoint } from './endpoint.ts';
import { createEventBatches } from './event-batches.ts';
import { type Failure, streamFailure } from './failure.ts';
import { openResponse } from './open-response.ts';
import { requestBody } from './request-body.ts';
import type { Answer, Transport } from './transport.ts';
import { orAbort } from './wait.ts';

export interface StreamContext {
  readonly id: string;
  readonly settings: ProviderSettings;
  readonly client: ClientInfo;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly transport: Transport;
  /** Milliseconds before retry number `attempt`, unless the server said. */
  backoff(attempt: number): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** More retries than this are not made, whatever is configured. */
const MOST_RETRIES = 100;

/** The next text of the body, or why there is none. */
async function readText(answer: Answer, signal: AbortSignal): Promise<string | undefined | Failure> {
  try {
    return await answer.read();
  } catch (error) {
    signal.throwIfAborted();
    return streamFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** One response, made again as often as the provider's settings allow. */
export async function* streamResponse(
  request: ModelRequest,
  signal: AbortSignal,
  context: StreamContext,
): AsyncGenerator<ModelEvent, void, undefined> {
  const { id, settings, client, secrets, logger, transport } = context;
  const endpoint = await orAbort(resolveEndpoint(id, settings, client, secrets), signal);
  const post = {
    headers: { ...endpoint.headers, session_id: request.threadId, 'x-client-request-id': request.threadId },
    body: requestBody(request, client.installationId),
    idleMs: settings.stream_idle_timeout_ms,
    signal,
  };
  const most = {
    request: Math.min(settings.request_max_retries, MOST_RETRIES),
    stream: Math.min(settings.stream_max_retries, MOST_RETRIES),
    none: 0,
  };
  const retries = { request: 0, stream: 0, none: 0 };
  const unknownItem = (type: string) => logger.warn('left out an item of the model: unknown type', { type });

  for (;;) {
    const opened = await openResponse(transport, endpoint, id, post);
    if (opened.rateLimits) yield { type: 'rateLimits', rateLimits: opened.rateLimits };
    let failure: Failure | undefined;
    if (opened.answer) {
      const { answer } = opened;
      const batches = createEventBatches(unknownItem, endpoint.redact);
      retries.request = 0;
      try {
        while (failure === undefined) {
          const text = await readText(answer, signal);
          if (typeof text !== 'string') {
            failure = text ?? batches.end(answer.headers['content-type']);
            break;
          }
          const batch = batches.next(text);
          // Most often its connection is free for the next request before the last event is taken.
          const free = batch.completed ? answer.release() : undefined;
          for (const event of batch.events) {
            yield event;
            if (signal.aborted) throw signal.reason;
          }
          if (free) return await free;
          failure = batch.failure;
        }
      } finally {
        // After `completed` the connection is left to the next request; in every other case nobody will read on.
        if (!answer.released) answer.destroy();
      }
    } else failure = opened.failure;

    const attempt = retries[failure.recovery] + 1;
    const maxAttempts = most[failure.recovery];
    if (attempt > maxAttempts) throw failure.error;
    retries[failure.recovery] = attempt;
    const { message, codexErrorInfo } = failure.error;
    const delayMs = failure.retryAfterMs ?? context.backoff(attempt);
    logger.debug('model request failed, trying again', { provider: id, message, attempt, maxAttempts, delayMs });
    yield { type: 'retrying', message, codexErrorInfo, attempt, maxAttempts, delayMs };
    await context.wait(delayMs, signal);
  }
}

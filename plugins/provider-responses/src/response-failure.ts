import { errorBody, isOverloaded, usageLimitOf } from './error-body.ts';
import {
  contextWindowFailure,
  type Failure,
  failure,
  overloadedFailure,
  streamFailure,
  usageLimitFailure,
} from './failure.ts';
import type { ResponseFailure } from './map-events.ts';
import { waitInMessage } from './retry-after.ts';

/** What a `response.failed`, `response.incomplete` or `error` event means. Most failures are worth another attempt. */
export function responseFailure(failed: ResponseFailure, redact: (text: string) => string): Failure {
  if (failed.type === 'incomplete') {
    // The same request would most likely stop at the same place: trying again costs tokens and mends nothing.
    return failure({
      code: 'model_response_incomplete',
      message: `Incomplete response returned, reason: ${failed.reason}`,
      codexErrorInfo: 'other',
    });
  }
  const { code } = failed;
  const message = redact(failed.message);
  const error = errorBody(failed.error);
  if (code === 'context_length_exceeded') return contextWindowFailure();
  const limit = usageLimitOf(error);
  if (limit) return usageLimitFailure(limit, error.resetsAt);
  if (isOverloaded(error)) return overloadedFailure('none');
  if (code === 'cyber_policy' || code === 'invalid_prompt') {
    return failure({
      code: 'model_response_failed',
      message: message || code,
      codexErrorInfo: code === 'cyber_policy' ? 'cyberPolicy' : 'other',
    });
  }
  return streamFailure(message || code || 'response.failed event received', {
    retryAfterMs: code === 'rate_limit_exceeded' ? waitInMessage(message) : undefined,
  });
}

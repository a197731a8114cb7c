import { isOverloaded, parseErrorBody, usageLimitOf } from './error-body.ts';
import { contextWindowFailure, type Failure, failure, overloadedFailure, usageLimitFailure } from './failure.ts';
import { retryAfterMs } from './retry-after.ts';

/** An answer that is no stream. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Already without secrets. */
  readonly body: string;
  /** Without its query: that may hold secrets. */
  readonly url: string;
  /** Unix milliseconds, for a `Retry-After` that is a date. */
  readonly now: number;
}

/** Characters of an unexpected body that are shown. */
const SHOWN = 1000;

function unexpectedStatus({ status, body, url, headers }: HttpAnswer): string {
  const reason = process.getBuiltinModule('node:http').STATUS_CODES[status];
  const text = parseErrorBody(body).message?.trim() || body.trim() || 'Unknown error';
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
  const requestId = headers['x-request-id'];
  const tail = typeof requestId === 'string' ? `, request id: ${requestId}` : '';
  return `unexpected status ${status}${reason ? ` ${reason}` : ''}: ${shown}, url: ${url}${tail}`;
}

/**
 * What an answer other than 200 means. Facts of Codex 0.128: the body of a 400 is the message; 500 has a fixed text;
 * other statuses are told with their body and URL as `other`.
 */
export function httpFailure(answer: HttpAnswer): Failure {
  const { status, body } = answer;
  const code = 'model_http_error';
  const error = parseErrorBody(body);
  const wait = retryAfterMs(answer.headers, answer.now);
  if (error.code === 'context_length_exceeded') return contextWindowFailure();
  if (status === 429) {
    const limit = usageLimitOf(error);
    if (limit) return usageLimitFailure(limit, error.resetsAt);
    return failure({
      code,
      message: 'exceeded retry limit, last status: 429 Too Many Requests',
      codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 429 } },
      recovery: 'request',
      retryAfterMs: wait,
    });
  }
  if (status === 503 || (status >= 500 && isOverloaded(error))) return overloadedFailure('request', wait);
  if (status === 500) {
    return failure({
      code,
      message: "We're currently experiencing high demand, which may cause temporary errors.",
      codexErrorInfo: 'internalServerError',
      recovery: 'request',
      retryAfterMs: wait,
    });
  }
  if (status === 400 && error.code === 'cyber_policy') {
    return failure({ code, message: error.message ?? body, codexErrorInfo: 'cyberPolicy' });
  }
  return failure({
    code,
    message: status === 400 && body ? body : unexpectedStatus(answer),
    codexErrorInfo: 'other',
    recovery: status > 500 ? 'request' : 'none',
    retryAfterMs: wait,
  });
}

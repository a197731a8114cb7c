import { type TenonError, tenonError } from '@tenon/plugin-api';
import type { CodexErrorInfo } from '@tenon/protocol';

/** What may be done about a failed attempt: make the request again, make the whole response again, or nothing. */
export type Recovery = 'request' | 'stream' | 'none';

/** A failed attempt. `error` is what is thrown when nobody tries again. */
export interface Failure {
  readonly recovery: Recovery;
  readonly error: TenonError & { readonly codexErrorInfo: CodexErrorInfo };
  /** Milliseconds the server asked to wait. */
  readonly retryAfterMs?: number;
}

export interface FailureFields {
  readonly code: string;
  readonly message: string;
  readonly codexErrorInfo: CodexErrorInfo;
  readonly recovery?: Recovery;
  readonly mend?: string;
  readonly cause?: unknown;
  readonly retryAfterMs?: number | undefined;
}

/** Makes a failure; `recovery` is `none` when not said. */
export function failure(fields: FailureFields): Failure {
  const { codexErrorInfo, recovery = 'none', retryAfterMs, ...rest } = fields;
  const error = tenonError({ ...rest, plugin: 'tenon.provider-responses' });
  return {
    recovery,
    error: Object.assign(error, { codexErrorInfo }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** A response that broke off: `reason` says how. */
export function streamFailure(
  reason: string,
  more: { cause?: unknown; retryAfterMs?: number | undefined } = {},
): Failure {
  return failure({
    code: 'model_stream_failed',
    message: `stream disconnected before completion: ${reason}`,
    codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
    recovery: 'stream',
    ...more,
  });
}

export const contextWindowFailure = (): Failure =>
  failure({
    code: 'model_context_window_exceeded',
    message:
      "The thread no longer fits the model's context window. Start a new thread or clear earlier history before retrying.",
    codexErrorInfo: 'contextWindowExceeded',
  });

export const overloadedFailure = (recovery: Recovery, retryAfterMs?: number): Failure =>
  failure({
    code: 'model_overloaded',
    message: 'Selected model is at capacity. Please try a different model.',
    codexErrorInfo: 'serverOverloaded',
    recovery,
    retryAfterMs,
  });

/** `resetsAt`: unix seconds. */
export function usageLimitFailure(
  kind: 'usage_limit_reached' | 'usage_not_included' | 'insufficient_quota',
  resetsAt?: number,
): Failure {
  const when = resetsAt === undefined ? 'later' : `at ${new Date(resetsAt * 1000).toISOString()}`;
  const message = {
    usage_limit_reached: `You've hit your usage limit. Try again ${when}.`,
    usage_not_included: 'Your plan does not include this usage. Upgrade the plan, or use an API key.',
    insufficient_quota: 'Quota exceeded. Check your plan and billing details.',
  }[kind];
  return failure({ code: 'model_usage_limit_exceeded', message, codexErrorInfo: 'usageLimitExceeded' });
}

import { isTenonError, type TenonError, tenonError } from '@tenon/plugin-api';
import type { CodexErrorInfo, TurnError } from '@tenon/protocol';

/** Any thrown value as a TenonError; `code` is used when it carries none. */
export function asTenonError(error: unknown, code: string): TenonError {
  if (isTenonError(error)) return error;
  return tenonError({ code, message: error instanceof Error ? error.message : String(error), cause: error });
}

/** What a client is told of a failed turn. Model providers say which `codexErrorInfo` it is; anything else is `other`. */
export function turnErrorOf(error: TenonError): TurnError {
  const info = (error as { codexErrorInfo?: CodexErrorInfo }).codexErrorInfo ?? 'other';
  return { message: error.message, codexErrorInfo: info, additionalDetails: error.mend ?? null };
}

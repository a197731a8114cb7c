import { tenonError } from '@tenon/plugin-api';

/** What came over a connection and gets no answer, by kind. */
const kinds = {
  invalid_utf8: 'a message that is not UTF-8 was left unanswered',
  invalid_json: 'a line that is not JSON was left unanswered',
  batch_unsupported: 'a message that is no JSON object was left unanswered (batches are not spoken)',
  message_invalid: 'a message that is no request, notification or response was left unanswered',
  id_null: 'a request with the id null was left unanswered',
  id_invalid: 'a request whose id is no string or integer was left unanswered',
  response_unknown: 'a response to no request of ours was left aside',
  client_stalled: 'a client that does not read was disconnected',
} as const;

export type UnansweredKind = keyof typeof kinds;

/** The error that is reported for it: its kind is the code. */
export const unanswered = (code: UnansweredKind, details?: string, cause?: unknown) =>
  tenonError({ code, message: details ? `${kinds[code]}: ${details}` : kinds[code], cause });

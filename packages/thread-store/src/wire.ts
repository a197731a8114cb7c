import type { CodexErrorInfo, PersistedEvent, TextElement, TurnError, UserInput } from '@tenon/protocol';

type UserMessage = Extract<PersistedEvent, { type: 'user_message' }>;

/** What the user sent, as clients see it: the text (unless blank), then the images, then the local images. */
export function userContent(event: UserMessage): UserInput[] {
  const content: UserInput[] = [];
  if (event.message.trim() !== '')
    content.push({
      type: 'text',
      text: event.message,
      text_elements: (event.text_elements ?? []).flatMap((element) => textElement(element)),
    });
  for (const url of event.images ?? []) content.push({ type: 'image', url });
  for (const path of event.local_images ?? []) content.push({ type: 'localImage', path });
  return content;
}

/** A log spells it in snake case, the wire in camel case; both are read. */
function textElement(value: unknown): TextElement[] {
  const element = Object(value) as Record<string, unknown>;
  const range = Object(element.byte_range ?? element.byteRange) as Record<string, unknown>;
  const { start, end } = range;
  if (typeof start !== 'number' || typeof end !== 'number') return [];
  const placeholder = typeof element.placeholder === 'string' ? element.placeholder : null;
  return [{ byteRange: { start, end }, placeholder }];
}

export function turnError(event: Extract<PersistedEvent, { type: 'error' }>): TurnError {
  return {
    message: event.message,
    codexErrorInfo:
      event.codex_error_info === undefined || event.codex_error_info === null
        ? null
        : errorInfo(event.codex_error_info),
    additionalDetails: null,
  };
}

const WORDS = new Set([
  'contextWindowExceeded',
  'usageLimitExceeded',
  'serverOverloaded',
  'cyberPolicy',
  'internalServerError',
  'unauthorized',
  'badRequest',
  'threadRollbackFailed',
  'sandboxError',
]);
const STATUS = new Set([
  'httpConnectionFailed',
  'responseStreamConnectionFailed',
  'responseStreamDisconnected',
  'responseTooManyFailedAttempts',
]);

const camel = (text: string) => text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function errorInfo(value: unknown): CodexErrorInfo {
  if (typeof value === 'string') {
    const word = camel(value);
    return (WORDS.has(word) ? word : 'other') as CodexErrorInfo;
  }
  const [key, fields] = Object.entries(Object(value) as Record<string, unknown>)[0] ?? ['other', {}];
  if (!STATUS.has(camel(key))) return 'other';
  const { http_status_code, httpStatusCode } = Object(fields) as Record<string, unknown>;
  const code = http_status_code ?? httpStatusCode;
  return { [camel(key)]: { httpStatusCode: typeof code === 'number' ? code : null } } as CodexErrorInfo;
}

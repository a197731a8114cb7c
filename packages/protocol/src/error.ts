// Turn errors and warnings. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const NonSteerableTurnKind = z.enum(['review', 'compact']);
export type NonSteerableTurnKind = z.infer<typeof NonSteerableTurnKind>;

export const CodexErrorInfo = z.union([
  z.enum([
    'contextWindowExceeded',
    'usageLimitExceeded',
    'serverOverloaded',
    'cyberPolicy',
    'internalServerError',
    'unauthorized',
    'badRequest',
    'threadRollbackFailed',
    'sandboxError',
    'other',
  ]),
  z.strictObject({
    httpConnectionFailed: z.object({ httpStatusCode: z.optional(z.nullable(z.int().check(z.minimum(0)))) }),
  }),
  z.strictObject({
    responseStreamConnectionFailed: z.object({ httpStatusCode: z.optional(z.nullable(z.int().check(z.minimum(0)))) }),
  }),
  z.strictObject({
    responseStreamDisconnected: z.object({ httpStatusCode: z.optional(z.nullable(z.int().check(z.minimum(0)))) }),
  }),
  z.strictObject({
    responseTooManyFailedAttempts: z.object({ httpStatusCode: z.optional(z.nullable(z.int().check(z.minimum(0)))) }),
  }),
  z.strictObject({ activeTurnNotSteerable: z.object({ turnKind: NonSteerableTurnKind }) }),
]);
export type CodexErrorInfo = z.infer<typeof CodexErrorInfo>;

export const TurnError = z.object({
  additionalDetails: z.optional(z.nullable(z.string())),
  codexErrorInfo: z.optional(z.nullable(CodexErrorInfo)),
  message: z.string(),
});
export type TurnError = z.infer<typeof TurnError>;

export const ErrorNotification = z.object({
  error: TurnError,
  threadId: z.string(),
  turnId: z.string(),
  willRetry: z.boolean(),
});
export type ErrorNotification = z.infer<typeof ErrorNotification>;

export const WarningNotification = z.object({ message: z.string(), threadId: z.optional(z.nullable(z.string())) });
export type WarningNotification = z.infer<typeof WarningNotification>;

export const TextPosition = z.object({ column: z.int().check(z.minimum(0)), line: z.int().check(z.minimum(0)) });
export type TextPosition = z.infer<typeof TextPosition>;

export const TextRange = z.object({ end: TextPosition, start: TextPosition });
export type TextRange = z.infer<typeof TextRange>;

export const ConfigWarningNotification = z.object({
  details: z.optional(z.nullable(z.string())),
  path: z.optional(z.nullable(z.string())),
  range: z.optional(z.nullable(TextRange)),
  summary: z.string(),
});
export type ConfigWarningNotification = z.infer<typeof ConfigWarningNotification>;

export const DeprecationNoticeNotification = z.object({
  details: z.optional(z.nullable(z.string())),
  summary: z.string(),
});
export type DeprecationNoticeNotification = z.infer<typeof DeprecationNoticeNotification>;

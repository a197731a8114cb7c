import * as z from 'zod/mini';

export const LoggerStderrConfig = z.object({
  /** The least level that is written. */
  level: z._default(z.enum(['debug', 'info', 'warn', 'error']), 'warn'),
  /** One JSON object a line instead of text: `{time, level, message, …fields}`. */
  json: z._default(z.boolean(), false),
});
export type LoggerStderrConfig = z.infer<typeof LoggerStderrConfig>;

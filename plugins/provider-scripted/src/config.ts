import * as z from 'zod/mini';

/** Options of the plugin. */
export const Config = z.strictObject({
  /** Absolute path of a script file. Default: the bundled script, which fixes a failing test. */
  script: z.optional(z.string().check(z.regex(/^(\/|[A-Za-z]:[\\/])/, 'must be an absolute path'))),
  /** Milliseconds before each piece of text. */
  delta_ms: z._default(z.number().check(z.minimum(0), z.maximum(60_000)), 0),
});
export type Config = z.infer<typeof Config>;

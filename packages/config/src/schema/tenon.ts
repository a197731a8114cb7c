import * as z from 'zod/mini';

const table = z.record(z.string(), z.unknown());

/** `[tenon]`: what Codex has no word for. Codex ignores the table. */
export const tenon = z.object({
  /** Code plugins: package names, or paths that begin with `.`, `~/` or `/`. */
  plugins: z.optional(z.array(z.string())),
  /** Ids of plugins without which nothing is to run, such as a guard: one that is not active is an error at start-up. */
  required: z.optional(z.array(z.string())),
  /** Ids of plugins that are not to be loaded. */
  disabled: z.optional(z.array(z.string())),
  /** Consent to a replacement: `"point/name" = "plugin id"`. */
  replacements: z.optional(z.record(z.string(), z.string())),
  /** A plugin's own settings, by plugin id. The plugin's schema judges them. */
  config: z.optional(z.record(z.string(), table)),
  log_level: z.optional(z.enum(['error', 'warn', 'info', 'debug'])),
});

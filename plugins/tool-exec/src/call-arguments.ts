import * as z from 'zod/mini';

const optional = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));
const count = z.number().check(z.nonnegative());

export const ExecCommandArguments = z.object({
  cmd: z.string(),
  workdir: optional(z.string()),
  shell: optional(z.string()),
  login: optional(z.boolean()),
  tty: optional(z.boolean()),
  yield_time_ms: optional(count),
  max_output_tokens: optional(count),
  sandbox_permissions: optional(z.enum(['use_default', 'require_escalated', 'with_additional_permissions'])),
  /** Read on its own: what is wrong with it is to be said in its own words. */
  additional_permissions: optional(z.unknown()),
  justification: optional(z.string()),
  prefix_rule: optional(z.array(z.string())),
});
export type ExecCommandArguments = z.infer<typeof ExecCommandArguments>;

export const WriteStdinArguments = z.object({
  session_id: z.int(),
  chars: optional(z.string()),
  yield_time_ms: optional(count),
  max_output_tokens: optional(count),
});
export type WriteStdinArguments = z.infer<typeof WriteStdinArguments>;

/** Throws what the model reads: `failed to parse function arguments: …`. */
export function parseArguments<T>(schema: z.ZodMiniType<T>, input: string): T {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (cause) {
    throw new Error(`failed to parse function arguments: ${(cause as Error).message}`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
  throw new Error(`failed to parse function arguments: ${issues.join('; ')}`);
}

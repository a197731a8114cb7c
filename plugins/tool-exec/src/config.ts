import * as z from 'zod/mini';

export const ToolExecConfig = z.object({
  /** Milliseconds that `exec_command` waits for the command before it yields. */
  default_yield_time_ms: z._default(z.int().check(z.nonnegative()), 10_000),
  /** Milliseconds that one empty `write_stdin` (a poll) may wait at most. */
  background_terminal_max_timeout: z._default(z.int().check(z.nonnegative()), 300_000),
  /** Tokens of output that one call may return; the middle of longer output is cut out. A token is taken as 4 bytes. */
  tool_output_token_limit: z._default(z.int().check(z.nonnegative()), 10_000),
  /** Absolute path of the shell. Default: the environment's. */
  shell: z.optional(z.string()),
  /** With false, commands run with `-c`, and asking for a login shell is an error. */
  allow_login_shell: z._default(z.boolean(), true),
  /** Whether the model may ask for more permissions for one command (the feature of that name). */
  exec_permission_approvals: z._default(z.boolean(), false),
});
export type ToolExecConfig = z.infer<typeof ToolExecConfig>;

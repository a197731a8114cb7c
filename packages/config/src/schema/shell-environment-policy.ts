import * as z from 'zod/mini';

/** `[shell_environment_policy]`. `inherit` defaults to all, `ignore_default_excludes` to true. */
export const shellEnvironmentPolicy = z.object({
  inherit: z.optional(z.enum(['all', 'core', 'none'])),
  ignore_default_excludes: z.optional(z.boolean()),
  exclude: z.optional(z.array(z.string())),
  set: z.optional(z.record(z.string(), z.string())),
  include_only: z.optional(z.array(z.string())),
  experimental_use_profile: z.optional(z.boolean()),
});

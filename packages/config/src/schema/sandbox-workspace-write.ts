import * as z from 'zod/mini';

/** `[sandbox_workspace_write]`. `writable_roots` are paths; the flags default to false. */
export const sandboxWorkspaceWrite = z.object({
  writable_roots: z.optional(z.array(z.string())),
  network_access: z.optional(z.boolean()),
  exclude_tmpdir_env_var: z.optional(z.boolean()),
  exclude_slash_tmp: z.optional(z.boolean()),
});
